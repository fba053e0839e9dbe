import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../../plugin/core/errors.ts';
import { FINAL_STATES } from '../../../../plugin/job/job.ts';
import { type CrashPoint, createWorld, type Fate, type World } from './world.ts';

const RUNS = process.env.LONG ? 50_000 : 1000;
const MAX_COMMANDS = 40;

type Command = (world: World) => void;

/** Shown by its name where a script is found that fails. */
const named = (name: string, command: Command): Command =>
  Object.assign(command, { [fc.toStringMethod]: () => name });

const crashPoint = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<CrashPoint>(
      'before the act',
      'in flight',
      'before the write',
      'after the write',
    ),
  },
);
// What speaks for the run itself, and so may end it although it was paid for.
const SPEAKING: readonly ErrorCode[] = [
  'expired',
  'protocol',
  'service',
  'invalid-glb',
  'validation',
  'image',
];
const PASSING: readonly ErrorCode[] = ['network', 'busy', 'auth', 'refused'];

const fate = (answers: readonly ErrorCode[]): fc.Arbitrary<Fate> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant<Fate>({ move: 'on' }) },
    { weight: 1, arbitrary: fc.constant<Fate>({ move: 'rest' }) },
    { weight: 1, arbitrary: fc.constant<Fate>({ move: 'crash', isBlind: true }) },
    { weight: 1, arbitrary: fc.constant<Fate>({ isCancelIgnored: true, move: 'on' }) },
    { weight: 2, arbitrary: fc.nat({ max: 9 }).map((hiddenFor): Fate => ({ lost: 'after', hiddenFor })) },
    { weight: 2, arbitrary: fc.constant<Fate>({ lost: 'before' }) },
    { weight: 2, arbitrary: fc.constantFrom(...answers).map((answer): Fate => ({ answer })) },
  );

const commands = (answers: readonly ErrorCode[], mayCancel: boolean): fc.Arbitrary<Command[]> => {
  const act = fc
    .tuple(fc.nat(), fate(answers), crashPoint)
    .map(([pick, befalls, crash]) =>
      named(`perform(${pick}, ${JSON.stringify(befalls)}, ${crash})`, (world) =>
        world.perform(pick, befalls, crash),
      ),
    );
  // Long enough for whatever counts failures or minutes to make up its mind.
  const storm = fc.tuple(fc.integer({ min: 3, max: 12 }), fate(answers)).map(([acts, befalls]) =>
    named(`storm(${acts}, ${JSON.stringify(befalls)})`, (world) => {
      for (let n = 0; n < acts; n++) {
        world.wait(45_000);
        world.perform(0, befalls);
      }
    }),
  );
  const dying = (name: string, command: (world: World, at: CrashPoint | undefined) => void) =>
    crashPoint.map((at) => named(`${name}(${at})`, (world) => command(world, at)));
  const plain = (name: string, command: Command) => fc.constant(named(name, command));
  const script = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: act },
      { weight: 3, arbitrary: storm },
      { weight: 2, arbitrary: plain('crash', (world) => world.crash()) },
      { weight: 4, arbitrary: dying('resume', (world, at) => world.reopen('resume', at)) },
      { weight: 2, arbitrary: dying('submit-again', (world, at) => world.reopen('submit-again', at)) },
      { weight: mayCancel ? 1 : 0, arbitrary: dying('cancel', (world, at) => world.cancel(at)) },
      { weight: 1, arbitrary: plain('disk full', (world) => world.fillDisk(true)) },
      { weight: 2, arbitrary: plain('disk free', (world) => world.fillDisk(false)) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(-86_400_000, 60_000, 28_800_000)
          .map((ms) => named(`wait(${ms})`, (world) => world.wait(ms))),
      },
    ),
    { maxLength: MAX_COMMANDS - 4 },
  );
  const press = plain('press', (world) => world.press());
  const perform = (befalls: Fate) =>
    plain(`perform(0, ${JSON.stringify(befalls)})`, (world) => world.perform(0, befalls));
  // Left to chance, few scripts would come as far as to a submit that nobody knows about.
  const opening = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(dying('press', (world, at) => world.press(at))) },
    { weight: 1, arbitrary: fc.tuple(press, perform({}), perform({})) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        press,
        perform({}),
        perform({ lost: 'after', hiddenFor: 6 }),
        plain('not found', (world) => {
          for (let ask = 0; ask < 5; ask++) world.perform(0, { isBlind: true });
        }),
      ),
    },
  );
  return fc.tuple(opening, script).map(([first, rest]) => [...first, ...rest]);
};

/** What must hold at every moment. Asked some ten thousand times, so without `expect`. */
function checkAlways(world: World): void {
  const { rows } = world.service;
  const { sent, allowed } = world.submits;
  const record = world.record();
  const isOutOfReach = ({ requestId, imageUrl }: (typeof rows)[number]) =>
    record?.receipt?.requestId !== requestId && record?.imageUrl !== imageUrl;
  const broken = [
    ...world.violations,
    ...(sent > allowed ? [`${sent} submits were sent, ${allowed} were asked for`] : []),
    ...(rows.length > sent ? [`${rows.length} charges for ${sent} submits`] : []),
    ...rows.filter(isOutOfReach).map(({ requestId }) => `${requestId} is charged and cannot be found`),
  ];
  if (broken.length > 0) throw new Error(broken.join('; '));
}

/** How often each end was reached, so that nobody takes an idle test for a proof. */
const ends: Record<string, number> = {};

function playOut(script: Command[]): World {
  const world = createWorld();
  for (const command of script) {
    command(world);
    checkAlways(world);
  }
  world.heal();
  checkAlways(world);
  return world;
}

function checkEnd(world: World): void {
  const record = world.record();
  const { rows } = world.service;
  const key = record ? `${record.state}, ${rows.length} charged` : 'never written down';
  ends[key] = (ends[key] ?? 0) + 1;
  if (!record) {
    expect(rows).toEqual([]);
    return;
  }
  expect(FINAL_STATES.has(record.state)).toBe(true);
  if (record.state === 'done') expect(world.fileOf).toBe(record.receipt?.requestId);
  else expect(record.error?.message).toMatch(/\w/);
  // Looked for by an honest service, whatever was taken is found.
  if (record.state === 'unconfirmed' && !record.receipt) expect(rows).toEqual([]);
  if (record.state === 'done') expect(rows.length).toBeGreaterThan(0);
}

test(`${RUNS} presses with crashes, full disks and all that a service may answer`, {
  timeout: 1_200_000,
}, () => {
  fc.assert(
    fc.property(commands([...SPEAKING, ...PASSING], true), (script) => checkEnd(playOut(script))),
    { numRuns: RUNS, seed: 20_261_122 },
  );
  expect(Object.keys(ends)).toEqual(
    expect.arrayContaining([
      'done, 1 charged',
      'done, 2 charged',
      'unconfirmed, 0 charged',
      'cancelled, 1 charged',
    ]),
  );
});

test(`${RUNS} presses with passing faults alone: what was charged is had`, { timeout: 1_200_000 }, () => {
  let charged = 0;
  fc.assert(
    fc.property(commands(['network', 'busy'], false), (script) => {
      const world = playOut(script);
      checkEnd(world);
      if (world.service.rows.length === 0) return;
      charged += 1;
      expect(world.record()?.state).toBe('done');
    }),
    { numRuns: RUNS, seed: 20_261_123 },
  );
  expect(charged).toBeGreaterThan(RUNS / 4);
});
