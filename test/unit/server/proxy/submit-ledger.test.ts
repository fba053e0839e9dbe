import { expect, it } from 'vitest';
import { createSubmitLedger } from '../../../../plugin/server/proxy/limits/submit-ledger.ts';
import { createManualClock } from '../../../fal-emulator/manual-clock.ts';

const answer = (status: number) => ({ status, headers: {}, body: `{"status":${status}}` });

it.each([
  [200, 'taken'],
  [202, 'taken'],
  [400, 'refused'],
  [402, 'refused'],
  [429, 'refused'],
  [499, 'refused'],
  [504, 'uncertain'],
  [520, 'uncertain'],
] as const)('an answer with status %i: %s', async (status, kind) => {
  const ledger = createSubmitLedger(createManualClock());
  await ledger.once('press-0001', 'a', async () => answer(status));
  expect(ledger.look('press-0001')).toMatchObject({ kind });
  expect(ledger.look('press-0002')).toBeUndefined();
});

it('what goes wrong here is uncertain, and not done again', async () => {
  const ledger = createSubmitLedger(createManualClock());
  const broken = () => Promise.reject(new Error('broken'));
  await expect(ledger.once('press-0001', 'a', broken)).rejects.toThrow('broken');
  expect(ledger.look('press-0001')).toMatchObject({ kind: 'uncertain' });
  await expect(ledger.once('press-0001', 'a', async () => answer(200))).rejects.toThrow('broken');
});

it('keeps the 10,000 newest', async () => {
  const ledger = createSubmitLedger(createManualClock());
  for (let n = 0; n <= 10_000; n++) await ledger.once(`press-${n}`, 'a', async () => answer(200));
  expect(ledger.look('press-0')).toBeUndefined();
  expect(ledger.look('press-1')).toMatchObject({ kind: 'taken' });
  expect(ledger.look('press-10000')).toMatchObject({ kind: 'taken' });
});

it('keeps them for two days', async () => {
  const clock = createManualClock();
  const ledger = createSubmitLedger(clock);
  await ledger.once('press-0001', 'a', async () => answer(200));
  await clock.advance(48 * 3_600_000 - 1);
  expect(ledger.look('press-0001')).toMatchObject({ kind: 'taken' });
  await clock.advance(1);
  expect(ledger.look('press-0001')).toBeUndefined();
});
