import { lookUpAssets, type Assets, type Missing } from '../control-plane/assets.ts';
import { findProgram, missingPrograms, remedyFor, type SystemProgram } from '../debian-packages.ts';

/** Where CNI plugins stand: Debian's package, and everyone else's. @see https://www.cni.dev/docs/cnitool */
const CNI_FOLDERS = ['/usr/lib/cni', '/opt/cni/bin'];

/** The folder of the CNI plugins; Debian's where there is none. */
export const CNI_FOLDER = CNI_FOLDERS.find((folder) => findProgram(`${folder}/ptp`) !== undefined) ?? CNI_FOLDERS[0]!;

/** What a real node consists of beside the programs that `lookUpAssets` finds. */
export const NODE_PROGRAMS: readonly SystemProgram[] = [
  { program: 'containerd', debianPackage: 'containerd' },
  { program: 'ctr', debianPackage: 'containerd' },
  { program: 'runc', debianPackage: 'runc' },
  { program: `${CNI_FOLDER}/ptp`, debianPackage: 'containernetworking-plugins' },
  { program: 'nft', debianPackage: 'nftables' },
  { program: 'ip', debianPackage: 'iproute2' },
  { program: 'nsenter', debianPackage: 'util-linux' },
  { program: 'mount', debianPackage: 'mount' },
];

/** The programs of the cluster, where a real node can be started, else why it cannot and what to do about it. */
export function lookUpRealNode(): Assets | Missing {
  if (process.platform !== 'linux')
    return { found: false, reason: `a real node needs Linux; this is ${process.platform}` };

  const missing = missingPrograms(NODE_PROGRAMS);
  const reasons = [
    ...(process.getuid?.() === 0 ? [] : ['a real node needs root; this user is not']),
    ...(missing.length === 0
      ? []
      : [`${missing.map(({ program }) => program).join(', ')} missing; ${remedyFor(missing)}`]),
  ];
  return reasons.length > 0 ? { found: false, reason: reasons.join('; and ') } : lookUpAssets('1.36');
}
