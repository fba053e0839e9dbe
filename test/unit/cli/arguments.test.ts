import { describe, expect, test } from 'vitest';
import { readArguments } from '../../../plugin/cli/arguments.ts';
import { helpText } from '../../../plugin/cli/help.ts';
import { TRELLIS_2_PARAMETERS } from '../../../plugin/recipe/providers/trellis-2-parameters.ts';

const read = (line: string) => readArguments(line.split(' ').filter((word) => word !== ''));

describe('generate', () => {
  test('reads every option', () => {
    expect(
      read(
        'generate cat.png -o out.glb --decimation-target 20000 --texture-size 1024 --resolution 512 --seed 7 --param remesh=false --param ss-sampling-steps=20 --local --json --verbose',
      ),
    ).toEqual({
      type: 'generate',
      image: 'cat.png',
      output: 'out.glb',
      endpoint: 'local',
      json: true,
      verbose: true,
      parameters: {
        decimationTarget: 20000,
        textureSize: 1024,
        resolution: 512,
        seed: 7,
        remesh: false,
        ssSamplingSteps: 20,
      },
    });
  });

  test('chooses the endpoint itself unless told', () => {
    expect(read('generate a.png -o b.glb')).toMatchObject({
      endpoint: 'auto',
      parameters: {},
      json: false,
      verbose: false,
    });
    expect(read('generate a.png -o b.glb --endpoint http://127.0.0.1:1')).toMatchObject({
      endpoint: 'http://127.0.0.1:1',
    });
  });

  test.each(TRELLIS_2_PARAMETERS.map((spec) => [spec.wireName, spec.name]))(
    '--param %s= is %s',
    (wireName, name) => {
      expect(read(`generate a.png -o b.glb --param ${wireName}=1`)).toMatchObject({
        parameters: { [name]: 1 },
      });
      expect(helpText()).toContain(wireName);
    },
  );
});

test.each([
  ['generate -o b.glb', 'needs an image'],
  ['generate a.png', 'needs -o'],
  ['generate a.png b.png -o c.glb', 'also got "b.png"'],
  ['generate a.png -o b.glb --local --endpoint http://x', 'Choose one'],
  ['generate a.png -o b.glb --param lod=3', 'no parameter "lod"'],
  ['generate a.png -o b.glb --param seed', 'name=value'],
  ['generate a.png -o b.glb --port 3', 'no option --port'],
  ['generate a.png -o b.glb --fast', '--fast'],
  ['serve --port ninety', '--port needs'],
  ['serve --port 70000', '--port needs'],
  ['serve here', 'takes no file'],
  ['serve --require-key', 'add --local'],
  ['paint a.png', 'no command "paint"'],
])('%s is refused with a reason', (line, reason) => {
  expect(read(line)).toEqual({ type: 'usage', message: expect.stringContaining(reason) });
});

test('help and version', () => {
  for (const line of ['', 'help', '--help']) expect(read(line)).toEqual({ type: 'help' });
  for (const name of ['constructor', 'toString', '__proto__'])
    expect(read(name)).toMatchObject({ message: `There is no command "${name}".` });
  expect(readArguments(['serve', '--port', ''])).toMatchObject({
    message: expect.stringContaining('--port needs'),
  });
  for (const line of ['generate -h', 'generate --help', 'help generate'])
    expect(read(line)).toEqual({ type: 'help', about: 'generate' });
  expect(helpText('generate')).toContain('Options of generate');
  expect(helpText('generate')).not.toMatch(/Options of (fit|serve)| fit IN\.glb|serve \[/);
  expect(helpText()).toMatch(/Options of generate.*Options of fit.*Options of serve/s);
  expect(read('--version')).toEqual({ type: 'version' });
  expect(read('serve --local --port 0')).toEqual({
    type: 'serve',
    port: 0,
    local: true,
    requireKey: false,
  });
  expect(read('serve --local --require-key')).toMatchObject({ requireKey: true });
  expect(helpText('serve')).toContain('--require-key');
  expect(read('serve --allowed-hosts app.example,b.example')).toMatchObject({
    allowedHosts: ['app.example', 'b.example'],
  });
});
