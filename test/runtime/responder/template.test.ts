import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseTemplate, type JobTemplate } from '../../../runtime/responder/template.ts';
import { distPath } from '../../support/dist-cluster.ts';

const minimal = `
apiVersion: batch/v1
kind: Job
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: job, image: job:1 }]
`;

function templateOf(text: string): JobTemplate {
  const { template, faults } = parseTemplate(text, 'cds');
  expect(faults).toBeUndefined();
  return template!;
}

const problemsOf = (text: string) => parseTemplate(text, 'cds').faults?.map(({ at, problem }) => `${at}: ${problem}`);

describe('a template', () => {
  test('is the whole manifest as it was written, with fields that no version of Kubernetes has', () => {
    const text = `${minimal}  fieldOfTomorrow: { deep: [1, { er: ~ }] }\n`;
    expect(templateOf(text)).toEqual(parse(text));
  });

  test('may be the one that the constructs render', () => {
    const configMap = readFileSync(distPath('local/cds/responder.k8s.yaml'), 'utf8')
      .split('\n---\n')
      .map((document) => parse(document))
      .find((each) => each.kind === 'ConfigMap' && each.data['cdsjob.yaml'] !== undefined);
    expect(templateOf(configMap.data['cdsjob.yaml'])).toEqual(parse(configMap.data['cdsjob.yaml']));
  });

  test('may be JSON', () => {
    expect(templateOf(JSON.stringify(parse(minimal)))).toEqual(parse(minimal));
  });

  test('is read as kubectl reads it', () => {
    const template = templateOf(`${minimal}  a: 0644\n  b: yes\n  c: 12:30\n  d: 2026-11-21\n  e: "0644"\n  f: 0x10\n`);
    expect(template.spec).toMatchObject({ a: 420, b: true, c: '12:30', d: '2026-11-21', e: '0644', f: 16 });
  });

  test('cannot be changed by what is made of it', () => {
    expect(() => Object.assign(templateOf(minimal).spec.template.spec, { restartPolicy: 'Always' })).toThrow(TypeError);
  });

  test('fails when it lets the kubelet restart containers, as their logs would be lost', () => {
    expect(problemsOf(minimal.replace('Never', 'OnFailure'))).toEqual([
      'spec.template.spec.restartPolicy: got "OnFailure"; expected "Never", as the log of a pod that failed is lost otherwise',
    ]);
  });

  test('fails when it leaves out the restart policy, as the API server would take Always', () => {
    expect(problemsOf(minimal.replace('restartPolicy: Never', ''))).toEqual([
      'spec.template.spec.restartPolicy: got nothing; expected "Never", as the log of a pod that failed is lost otherwise',
    ]);
  });

  test.each(['[]', '{}', 'job', '[job]', '~'])('fails when its containers are %s', (containers) => {
    expect(problemsOf(minimal.replace('[{ name: job, image: job:1 }]', containers))).toEqual([
      expect.stringMatching(/^spec\.template\.spec\.containers: got .+; expected a list of at least one container/),
    ]);
  });

  test('fails when it is of another namespace than the Jobs', () => {
    expect(parseTemplate(`${minimal}metadata: { namespace: cds }`, 'cds').faults).toBeUndefined();
    expect(problemsOf(`${minimal}metadata: { namespace: other }`)).toEqual([
      'metadata.namespace: got "other"; expected "cds", where the Jobs are, or nothing',
    ]);
  });

  test('has all its faults in one report, sorted', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: { labels: { a: 1 }, annotations: [], finalizers: [2] }\nspec: { template: 3 }';
    expect(problemsOf(text)?.map((problem) => problem.split(':')[0])).toEqual([
      'apiVersion',
      'kind',
      'metadata.annotations',
      'metadata.finalizers',
      'metadata.labels',
      'spec.template.spec.containers',
      'spec.template.spec.restartPolicy',
    ]);
  });

  test.each([
    ['no YAML', 'a: [', /^YAML: got .+ at line 1, column 5; expected YAML that parses$/],
    ['empty', '', /^YAML: got (null|nothing); expected a Job$/],
    ['a list', '- 1', /^YAML: got \[1\]; expected a Job$/],
    ['two documents', `${minimal}---${minimal}`, /^YAML: got 2 documents; expected one$/],
    ['a bomb', bomb(), /^YAML: got .+; expected a document whose aliases come to little$/],
  ])('fails when it is %s', (_, text, problem) => {
    expect(problemsOf(text)?.[0]).toMatch(problem);
  });

  test('of any text is read or refused, never thrown', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constantFrom(minimal).chain(cutAnywhere));
    fc.assert(
      fc.property(text, (each) => {
        const { template, faults } = parseTemplate(each, 'cds');
        expect(template === undefined).toBe((faults ?? []).length > 0);
      }),
    );
  });
});

const cutAnywhere = (text: string) => fc.nat(text.length).map((end) => text.slice(0, end));

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`);
  return ['a0: &a0 [x]', ...levels].join('\n');
}
