import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Jobs } from '../../../runtime/responder/jobs.ts';
import { findTemplate, TemplateFile } from '../../../runtime/responder/template-file.ts';
import { systemClock } from '../../../runtime/shared/backoff.ts';
import { connectKubernetes, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { createLog } from '../../../runtime/shared/log.ts';
import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { until } from '../../support/control-plane/until.ts';
import { folderWith } from '../../support/folder.ts';
import { createResponderNamespace, minimalTemplate, renderedTemplate } from '../../support/responder/namespace.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

const namespace = 'templates';
const fileName = 'cdsjob.yaml';

describe('the place of the template', () => {
  test('is the folder that the variable names, also when there is none', async () => {
    expect(await findTemplate('/nowhere', folderWith({ [fileName]: '' }))).toBe('/nowhere/cdsjob.yaml');
  });

  test("is else the program's own folder, if it is there", async () => {
    const folder = folderWith({ [fileName]: '' });
    expect(await findTemplate(undefined, folder)).toBe(join(folder, fileName));
  });

  test("is else the contract's folder", async () => {
    expect(await findTemplate(undefined, folderWith())).toBe('/etc/cdsresponder/templates/cdsjob.yaml');
  });
});

describeOnApiServer('a template file', (get) => {
  let kubernetes: Kubernetes;
  let proxy: TcpProxy;
  let lines: { readonly level: string; readonly msg: string; readonly reason?: string }[];
  let failures: number;
  let folder: string;
  const watching = new Set<AbortController>();
  beforeAll(async () => {
    proxy = await TcpProxy.start({ port: Number(new URL(get().server).port) });
    const kubeConfig = await createResponderNamespace(get(), namespace, `https://127.0.0.1:${proxy.port}`);
    kubernetes = connectKubernetes({ kubeConfig, namespace });
  });
  afterAll(async () => {
    await kubernetes.close();
    await proxy.stop();
  });
  beforeEach(() => {
    lines = [];
    failures = 0;
    folder = folderWith({ [fileName]: minimalTemplate });
  });
  afterEach(async () => {
    for (const each of watching) each.abort();
    watching.clear();
    await proxy.accept();
  });

  const open = (path = join(folder, fileName)) =>
    TemplateFile.open({
      path,
      jobs: new Jobs(kubernetes),
      inmetaFolder: '/mnt/inmeta',
      clock: systemClock,
      random: () => 0.1,
      log: createLog({ process: 'responder', destination: { write: (line) => lines.push(JSON.parse(line)) } }),
      failures: { inc: () => (failures += 1) },
      intervalMs: 10,
    });
  /** Opens it and follows its changes until the end of the test. */
  async function follow(path?: string): Promise<TemplateFile> {
    const file = await open(path);
    const ending = new AbortController();
    watching.add(ending);
    void file.watch(ending.signal);
    return file;
  }
  const write = (text: string) => writeFileSync(join(folder, fileName), text);
  const withLimit = (backoffLimit: unknown) =>
    minimalTemplate.replace('backoffLimit: 0', `backoffLimit: ${String(backoffLimit)}`);
  const expectLimit = (file: TemplateFile, limit: number) =>
    until(`a limit of ${limit}`, 5_000, () => file.current.spec['backoffLimit'] === limit);
  const verify = (file: TemplateFile) => file.verify(new AbortController().signal);

  test('is what the file holds, and what the API server takes', async () => {
    write(renderedTemplate(namespace));
    const file = await open();
    await verify(file);
    expect(file.current).toEqual(parse(renderedTemplate(namespace)));
  });

  test('fails when there is no file, and when it is broken, with everything that is wrong', async () => {
    const code = { code: 'ERR_RESPONDER_TEMPLATE', exitCode: 78 };
    await expect(open(join(folder, 'none.yaml'))).rejects.toMatchObject({
      ...code,
      message: expect.stringMatching(
        /^TEMPLATES_PATH: got ".*none\.yaml", of which ENOENT.*; expected a Job of batch\/v1; correct the file$/,
      ),
    });
    write(minimalTemplate.replace('kind: Job', 'kind: Pod').replace('Never', 'OnFailure'));
    await expect(open()).rejects.toMatchObject({
      ...code,
      message: expect.stringMatching(
        /of which kind: got "Pod"; expected "Job"; spec\.template\.spec\.restartPolicy: got "OnFailure"/,
      ),
    });
  });

  test.each([
    ['an illegal value', withLimit(-1), '422 Invalid'],
    ['a value of another type', withLimit('"many"'), '400 BadRequest'],
  ])('fails when the API server refuses %s', async (_, text, answer) => {
    write(text);
    await expect(open().then(verify)).rejects.toMatchObject({
      code: 'ERR_RESPONDER_TEMPLATE',
      exitCode: 78,
      message: expect.stringContaining(answer),
    });
  });

  test('is not verified before the API server answers', async () => {
    await proxy.refuse();
    const file = await open();
    const verifying = verify(file);
    await until(
      'two tries',
      5_000,
      () => lines.filter(({ msg }) => msg === 'job template not verified yet').length >= 2,
    );
    await proxy.accept();
    await expect(verifying).resolves.toBeUndefined();
  });

  test('is taken as it is where the process may not ask', async () => {
    const other = 'forbidden';
    await get().kubectl(['create', 'namespace', other]);
    await get().kubectl(['create', 'serviceaccount', 'nobody', '--namespace', other]);
    const nobody = connectKubernetes({ kubeConfig: await get().kubeconfigOf(other, 'nobody'), namespace: other });
    const options = {
      path: join(folder, fileName),
      jobs: new Jobs(nobody),
      inmetaFolder: '/mnt',
      clock: systemClock,
      random: Math.random,
    };
    const log = createLog({ process: 'responder', destination: { write: (line) => lines.push(JSON.parse(line)) } });
    const file = await TemplateFile.open({ ...options, log, failures: { inc: () => undefined } });
    await verify(file);
    await nobody.close();
    expect(lines).toEqual([expect.objectContaining({ msg: 'job template cannot be verified, it is used as it is' })]);
  });

  test('is replaced when the file changes', async () => {
    const file = await follow();
    write(withLimit(3));
    await expectLimit(file, 3);
    expect(lines.map(({ msg }) => msg)).toEqual(['job template replaced']);
  });

  test('is replaced when the kubelet mounts another version of the ConfigMap', async () => {
    const mounted = folderWith({ '..1/cdsjob.yaml': minimalTemplate, '..2/cdsjob.yaml': withLimit(4) });
    symlinkSync('..1', join(mounted, '..data'));
    symlinkSync('..data/cdsjob.yaml', join(mounted, fileName));
    const file = await follow(join(mounted, fileName));
    symlinkSync('..2', join(mounted, '..data_tmp'));
    renameSync(join(mounted, '..data_tmp'), join(mounted, '..data'));
    await expectLimit(file, 4);
  });

  test.each([
    ['no YAML', 'kind: ['],
    ['no Job', 'kind: Pod'],
    ['empty', ''],
    ['refused by the API server', withLimit(-1)],
  ])('stays when the file becomes one that is %s, which is told once and counted', async (_, text) => {
    const file = await follow();
    write(text);
    await until('the fault to be told', 5_000, () => lines.length > 0);
    expect(lines).toEqual([
      expect.objectContaining({ level: 'error', msg: 'changed job template is broken, the one before stays' }),
    ]);
    write(withLimit(5));
    await expectLimit(file, 5);
    expect(failures).toBe(1);
  });

  test('stays when the file goes, and is replaced when it comes back', async () => {
    const file = await follow();
    rmSync(join(folder, fileName));
    await until('the fault to be told', 5_000, () => lines.length > 0);
    expect(file.current).toEqual(parse(minimalTemplate));
    mkdirSync(join(folder, fileName));
    await until('the other fault to be told', 5_000, () => lines.length > 1);
    rmSync(join(folder, fileName), { recursive: true });
    write(withLimit(6));
    await expectLimit(file, 6);
  });

  test('stays until the API server has seen the changed one', async () => {
    const file = await follow();
    await proxy.refuse();
    write(withLimit(7));
    await until(
      'two looks',
      5_000,
      () => lines.filter(({ msg }) => msg.startsWith('changed job template not verified')).length >= 2,
    );
    expect(file.current.spec['backoffLimit']).toBe(0);
    await proxy.accept();
    await expectLimit(file, 7);
    expect(failures).toBe(0);
  });
});
