import { test } from 'vitest';
import { readArguments } from '../../../../plugin/cli/arguments.ts';
import { fitCommand } from '../../../../plugin/cli/fit.ts';
import { createFitEngine } from '../../../../plugin/fit/node.ts';

test('cli', async () => {
  const c = readArguments((process.env.ARGS ?? '').split(' '));
  console.log(JSON.stringify(c));
  if (c.type === 'fit')
    console.log(
      await fitCommand(c, async () => createFitEngine({ inProcess: true })).catch(
        (e) => `${e.code}: ${e.message} ${e.stack}`,
      ),
    );
}, 600000);
