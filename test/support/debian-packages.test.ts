import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, installPackages, missingPrograms, remedyFor } from './debian-packages.ts';
import { folderWith } from './folder.ts';

const absent = { program: 'no-such-program', debianPackage: 'no-such-package' };

describe('a program of the system', () => {
  test('is found on the PATH, and where only an administrator has it', () => {
    const folder = folderWith({ plain: '' });
    expect(findProgram('node', { PATH: process.env['PATH'] })).toMatch(/^\/.*\/node$/);
    expect(findProgram('sh', { PATH: folder })).toMatch(/^(\/usr)?\/bin\/sh$/);
    expect(findProgram('/bin/sh', { PATH: folder })).toBe('/bin/sh');
    expect(findProgram('plain', { PATH: folder })).toBeUndefined();
  });

  test('is missing where no file of that name can be executed', () => {
    expect(missingPrograms([{ program: 'sh', debianPackage: 'dash' }, absent])).toEqual([absent]);
  });

  test('comes with what to do about it, each package once', () => {
    const ctr = { program: 'ctr', debianPackage: 'containerd' };
    const containerd = { program: 'containerd', debianPackage: 'containerd' };
    expect(remedyFor([ctr, absent, containerd])).toContain('containerd no-such-package');
  });

  test('is installed from the newest package, where there is apt-get and the right to use it', () => {
    const commands: string[] = [];
    const run = (command: readonly string[]): boolean => commands.push(command.join(' ')) > 0;
    const reason = installPackages([absent], run);
    if (findProgram('apt-get') === undefined) {
      expect(reason).toBe('this system has no apt-get');
    } else {
      expect(commands.slice(-2)).toEqual([
        expect.stringMatching(/DEBIAN_FRONTEND=noninteractive apt-get .* update$/),
        expect.stringMatching(/apt-get .* install --yes --no-install-recommends --no-remove no-such-package$/),
      ]);
      expect(reason).toBe('the packages do not have no-such-program');
    }
  });

  test('has its services neither started nor enabled by the installation', () => {
    const commands: (readonly string[])[] = [];
    const server = { ...absent, services: ['some-server.service', 'some-server.socket'] };
    installPackages([server], (command) => commands.push(command) > 0);
    if (findProgram('apt-get') === undefined) return;
    const script = commands.at(-1)!.slice(commands.at(-1)!.indexOf('-c') + 1);
    expect(script.slice(1, 4)).toEqual(['sh', 'some-server.service some-server.socket', 'env']);

    const folder = folderWith({ 'etc/init.d/some-server': '' });
    const log = join(folder, 'log');
    for (const name of ['systemctl', 'update-rc.d'])
      writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} "$@" >>${log}\n`, { mode: 0o755 });
    const here = script[0]!.replace('/usr/sbin/policy-rc.d', `${folder}/policy`).replaceAll('/etc/', `${folder}/etc/`);
    const install = `"${folder}/policy" some-server start; echo policy $? >>${log}; exit $EXIT`;
    const run = (exit: number) =>
      spawnSync('sh', ['-c', here, 'sh', script[2]!, 'sh', '-c', install], {
        env: { PATH: `${folder}:/usr/bin:/bin`, EXIT: String(exit) },
      }).status;
    expect([run(0), existsSync(join(folder, 'policy'))]).toEqual([0, false]);
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
      'policy 101', // as the policy's specification has it: do not start
      'systemctl --quiet disable some-server.service',
      'update-rc.d some-server disable',
      'systemctl --quiet disable some-server.socket',
      'update-rc.d some-server disable',
    ]);
    expect([run(100), existsSync(join(folder, 'policy'))]).toEqual([100, false]);
  });

  test('leads to a reason, not an error, when its package cannot be installed', () => {
    expect(installPackages([absent], () => false)).toMatch(/^(apt-get install failed|this system has|this user is)/);
  });
});
