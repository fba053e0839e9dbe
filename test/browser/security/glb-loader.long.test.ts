import { it } from 'vitest';
import { loadMutants } from './loader-stage.ts';

it(
  '2,000 accepted mutants: loaded, drawn and disposed, or refused; nothing is left, nothing asked for',
  {
    timeout: 3_600_000,
  },
  () => loadMutants(2_000, 67),
);
