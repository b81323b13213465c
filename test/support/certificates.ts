import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemProgram } from './debian-packages.ts';

/** What makes certificates. */
export const CERTIFICATE_PROGRAMS: readonly SystemProgram[] = [{ program: 'openssl', debianPackage: 'openssl' }];

/** A PEM file and what is in it. */
export interface PemFile {
  readonly path: string;
  readonly pem: string;
}

/** An authority, and what it vouches for; all are valid for a day. */
export interface Certificates {
  readonly ca: PemFile;
  /** For `localhost` and `127.0.0.1`. */
  readonly server: { readonly cert: PemFile; readonly key: PemFile };
  readonly client: { readonly cert: PemFile; readonly key: PemFile };
}

/** Makes an authority of one's own with the certificates of a server and of a client, as files in a folder that exists. */
export function makeCertificates(folder: string): Certificates {
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const file = (name: string): PemFile => {
    const path = join(folder, name);
    return { path, pem: readFileSync(path, 'utf8') };
  };
  const issue = (name: string, extensions: readonly string[]) => {
    writeFileSync(join(folder, `${name}.ext`), extensions.join('\n'));
    openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...authority, '-extfile', `${name}.ext`, '-out', `${name}.crt`);
    return { cert: file(`${name}.crt`), key: file(`${name}.key`) };
  };

  openssl('req', '-x509', ...newKey, '-subj', '/CN=berth-test-ca', '-keyout', 'ca.key', '-out', 'ca.crt');
  return {
    ca: file('ca.crt'),
    server: issue('server', ['subjectAltName=DNS:localhost,IP:127.0.0.1', 'extendedKeyUsage=serverAuth']),
    client: issue('client', ['extendedKeyUsage=clientAuth']),
  };
}
