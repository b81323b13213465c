import { describe, expect, test } from '@jest/globals';
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

  test('leads to a reason, not an error, when its package cannot be installed', () => {
    expect(installPackages([absent], () => false)).toMatch(/^(apt-get install failed|this system has|this user is)/);
  });
});
