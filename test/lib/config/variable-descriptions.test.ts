import { describe, expect, test } from '@jest/globals';
import { typedVariables } from '../../../lib/config/typed-variables.ts';
import { describeVariables, descriptionsOf } from '../../../lib/config/variable-descriptions.ts';
import type { VariableSpec } from '../../../lib/contract/variables.ts';
import { chart } from '../../support/build.ts';
import { server } from '../../support/workloads.ts';

const spec = (meaning: string): VariableSpec => ({ type: 'text', meaning });

describe('descriptions of variables', () => {
  test('are those of the table that variables were typed by', async () => {
    const scope = chart();
    const table = { LEVEL: { ...spec('how much is logged'), default: 'info' }, NAME: spec('who it is') } as const;
    const web = server({ variables: typedVariables(scope, table, { NAME: 'web' }) }, scope);
    expect(await descriptionsOf(web)).toEqual({
      LEVEL: { spec: table.LEVEL, default: 'info' },
      NAME: { spec: table.NAME },
    });
  });

  test('are those said later, and those said nearer', async () => {
    const scope = chart();
    const web = server({}, scope);
    describeVariables(web, () => ({ B: { spec: spec('near') } }));
    describeVariables(scope, () => ({
      A: { spec: spec('first') },
      B: { spec: spec('far') },
      C: { spec: spec('far') },
    }));
    describeVariables(scope, async () => ({ A: { spec: spec('later') } }));
    const meanings = Object.entries(await descriptionsOf(web)).map(([name, each]) => [name, each.spec.meaning]);
    expect(Object.fromEntries(meanings)).toEqual({ A: 'later', B: 'near', C: 'far' });
  });

  test('are made when somebody asks for them', async () => {
    const scope = chart();
    let asked = 0;
    describeVariables(scope, () => {
      asked++;
      return {};
    });
    const web = server({}, scope);
    expect(asked).toBe(0);
    expect(await descriptionsOf(web)).toEqual({});
    expect(asked).toBe(1);
  });
});
