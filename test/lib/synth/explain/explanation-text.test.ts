import { describe, expect, test } from '@jest/globals';
import { unitText, variableText } from '../../../../lib/synth/explain/explanation-text.ts';
import type { EnvironmentValue, ExplainedVariable, Explanation } from '../../../../lib/synth/explain/explanation.ts';

/** Values by environment, each with its source. */
const values = (all: Readonly<Record<string, readonly [string | null, string]>>): EnvironmentValue[] =>
  Object.entries(all).map(([environment, [value, text]]) => ({ environment, value, from: { kind: 'system', text } }));

const variable = (name: string, some: Partial<ExplainedVariable> = {}): ExplainedVariable => ({
  name,
  group: 'setting',
  type: null,
  takes: null,
  meaning: null,
  defaults: {},
  values: values({ one: ['x', 'the system'], two: ['x', 'the system'] }),
  agreements: [],
  notes: [],
  source: null,
  ...some,
});

const explanation = (...variables: readonly ExplainedVariable[]): Explanation => ({
  unit: 'shop/web',
  environments: ['one', 'two'],
  variables,
});

describe('the text of a unit', () => {
  test('has a table of each group, with a line for what is equal', () => {
    const text = unitText(
      explanation(
        variable('COLOUR', { values: values({ one: ['red', 'the system'], two: ['blue', 'the system'] }) }),
        variable('DB_HOST', { group: 'dialled' }),
        variable('LEVEL', { group: 'default', values: values({ one: [null, 'not set'], two: [null, 'not set'] }) }),
        variable('MODE', {
          values: values({ one: ['', 'environments/one.ts, a'], two: ['', 'environments/two.ts, a'] }),
        }),
      ),
    );
    expect(text).toBe(`shop/web in one, two
Variables that are given: 3; that are not: 1.

Addresses that it dials
  DB_HOST  all  x  the system

Settings
  COLOUR  one  red   the system
          two  blue  the system
  MODE    all  ''    environments/*.ts, a

Not given: what the program takes then
  LEVEL  all  -  not set

All of one variable: berth explain shop/web VARIABLE
`);
  });

  test('has a part of a long value only', () => {
    const long = values({ one: ['x'.repeat(200), 'the system'], two: ['x'.repeat(200), 'the system'] });
    const lines = unitText(explanation(variable('A', { values: long }))).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
    expect(variableText(explanation(), variable('A', { values: long }))).toContain('x'.repeat(200));
  });

  test('says so of a unit without variables', () => {
    expect(unitText(explanation())).toBe(`shop/web in one, two
Variables that are given: 0; that are not: 0.

All of one variable: berth explain shop/web VARIABLE
`);
  });
});

describe('the text of a variable', () => {
  test('has all that is known, in lines that fit a screen', () => {
    const partner = { variable: 'db COLOUR', values: values({ one: ['red', ''], two: ['blue', ''] }) };
    const text = variableText(
      explanation(),
      variable('COLOUR', {
        type: 'text',
        takes: 'one of "red", "blue"',
        meaning: `of the page, ${'and much more of it '.repeat(8)}`.trim(),
        defaults: { one: 'red' },
        values: values({ one: ['red', 'the system'], two: ['blue', 'environments/two.ts, shop.colour'] }),
        agreements: [{ rule: 'equal', with: [partner, { variable: 'nobody A', values: [] }] }],
        notes: ['Needed always.', 'Browsers get it.'],
        source: 'config.js, colour',
      }),
    );
    expect(text).toBe(`shop/web COLOUR
  of the page, and much more of it and much more of it and much more of it and much more of it and much more of
  it and much more of it and much more of it and much more of it

  type     text
  takes    one of "red", "blue"
  default  one: red; two: none
  in one   red
           the system
  in two   blue
           environments/two.ts, shop.colour
  notes    Needed always.
           Browsers get it.
  read at  config.js, colour

  Has to agree, equal:
    db COLOUR  one  red
               two  blue
    nobody A   is not given
`);
  });

  test('has but its value where nothing else is known', () => {
    expect(variableText(explanation(), variable('A'))).toBe(`shop/web A\n\n  value  x\n         the system\n`);
  });
});
