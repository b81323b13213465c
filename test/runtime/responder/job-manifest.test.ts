import { describe, expect, test } from '@jest/globals';
import { jobManifest, sampleManifest } from '../../../runtime/responder/job-manifest.ts';
import { parseTemplate, type JobTemplate } from '../../../runtime/responder/template.ts';

const text = `
apiVersion: batch/v1
kind: Job
metadata:
  name: job
  generateName: job-
  labels: { app.kubernetes.io/name: job, online-id: template }
  annotations: { team: video }
  finalizers: [example.com/keep]
fieldOfTomorrow: 1
spec:
  backoffLimit: 2
  fieldOfTomorrow: 2
  template:
    metadata: { labels: { app.kubernetes.io/name: job } }
    fieldOfTomorrow: 3
    spec:
      restartPolicy: Never
      fieldOfTomorrow: 4
      containers:
        - { name: job, image: job:1, command: [/bin/false], args: [--more], fieldOfTomorrow: 5 }
        - { name: second, image: second:1, command: [/bin/true] }
`;

const templateOf = (yaml: string): JobTemplate => parseTemplate(yaml, 'cds').template!;
const values = {
  name: 'cds-test-0123456789abcdef',
  inmetaPath: '/mnt/inmeta/cds-test-0123456789abcdef.inmeta',
  routeName: 'test.xml',
  identity: 'messageId:1',
  labels: { labels: { 'online-id': 'VX-1' }, annotations: { 'cds.berth/archive-id': 'VX 2' } },
};

describe("a request's Job", () => {
  test('is the template with its own name, command, labels, annotations and finalizer', () => {
    expect(jobManifest(templateOf(text), { ...values, traceparent: '00-trace' })).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'cds-test-0123456789abcdef',
        labels: { 'app.kubernetes.io/name': 'job', 'online-id': 'VX-1' },
        annotations: {
          team: 'video',
          'cds.berth/archive-id': 'VX 2',
          'cds.berth/delivery': 'messageId:1',
          'cds.berth/traceparent': '00-trace',
        },
        finalizers: ['example.com/keep', 'cds.berth/reported'],
      },
      fieldOfTomorrow: 1,
      spec: {
        backoffLimit: 2,
        fieldOfTomorrow: 2,
        template: {
          metadata: { labels: { 'app.kubernetes.io/name': 'job' } },
          fieldOfTomorrow: 3,
          spec: {
            restartPolicy: 'Never',
            fieldOfTomorrow: 4,
            containers: [
              {
                name: 'job',
                image: 'job:1',
                command: ['/usr/local/bin/cds_run.pl', '--input-inmeta', values.inmetaPath, '--route', 'test.xml'],
                args: ['--more'],
                fieldOfTomorrow: 5,
              },
              { name: 'second', image: 'second:1', command: ['/bin/true'] },
            ],
          },
        },
      },
    });
  });

  test('needs no metadata in the template', () => {
    const bare = templateOf(text.replace(/metadata:\n(  .*\n)+/, ''));
    expect(jobManifest(bare, values)).toMatchObject({
      metadata: { name: values.name, labels: { 'online-id': 'VX-1' }, finalizers: ['cds.berth/reported'] },
    });
  });

  test('has the finalizer once, though the template has it too', () => {
    const twice = templateOf(text.replace('example.com/keep', 'cds.berth/reported'));
    expect(jobManifest(twice, values)).toMatchObject({ metadata: { finalizers: ['cds.berth/reported'] } });
  });

  test('is what the API server is asked about before the template is used', () => {
    expect(sampleManifest(templateOf(text), '/mnt/inmeta')).toMatchObject({
      metadata: { name: 'cds-sample', labels: { 'deliverable-asset-id': '1' } },
      spec: {
        template: {
          spec: { containers: [{ command: expect.arrayContaining(['/mnt/inmeta/cds-sample.inmeta']) }, {}] },
        },
      },
    });
  });
});
