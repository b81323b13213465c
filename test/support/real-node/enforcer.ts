/**
 * Enforces the NetworkPolicies of a cluster on its one node: `enforcer.ts KUBECONFIG ADDRESS`, in the node's network
 * namespace. Follows namespaces, pods and policies and replaces the rules of nftables whenever they change what is
 * allowed, some milliseconds later. A pod that has no address in the API yet is not filtered until it has.
 *
 * Answers 200 at port 8282 of ADDRESS once the first rules stand, with the number of times that they were replaced.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { rulesetFor, type ClusterState, type Namespace, type NetworkPolicy, type Pod } from './network-policies.ts';
import { follow, type Api } from './watch.ts';

/** So long, a burst of changes is one. */
const SETTLE_MS = 20;
const RETRY_DELAY_MS = 1_000;
const PORT = 8282;

const [kubeconfig, address] = process.argv.slice(2);
if (kubeconfig === undefined) throw new Error('enforcer: expected a kubeconfig and an address');

const api = readApi(kubeconfig);
const state: { -readonly [Key in keyof ClusterState]?: ClusterState[Key] } = {};
let enforced = '';
let replacements = 0;
let pending: Promise<void> | undefined;

createServer((_request, response) => {
  response.writeHead(replacements > 0 ? 200 : 503).end(String(replacements));
}).listen(PORT, address);
await Promise.all([
  follow<Namespace>(api, '/api/v1/namespaces', (namespaces) => set({ namespaces })),
  follow<Pod>(api, '/api/v1/pods', (pods) => set({ pods })),
  follow<NetworkPolicy>(api, '/apis/networking.k8s.io/v1/networkpolicies', (policies) => set({ policies })),
]);

function set(change: Partial<ClusterState>): void {
  Object.assign(state, change);
  pending ??= enforce();
}

async function enforce(): Promise<void> {
  await setTimeout(SETTLE_MS);
  pending = undefined;
  const { namespaces, pods, policies } = state;
  if (namespaces === undefined || pods === undefined || policies === undefined) return;

  const ruleset = rulesetFor({ namespaces, pods, policies });
  if (ruleset === enforced) return;
  const { status, stderr } = spawnSync('nft', ['-f', '-'], { input: ruleset, encoding: 'utf8' });
  if (status === 0) {
    console.log(`${new Date().toISOString()}\n${ruleset}`);
    enforced = ruleset;
    replacements += 1;
  } else {
    // The rules before stay; another change may come first.
    console.error(`nft: ${stderr}\n${ruleset}`);
    await setTimeout(RETRY_DELAY_MS);
    pending ??= enforce();
  }
}

/** Of a kubeconfig in JSON with one cluster and one user. */
function readApi(file: string): Api {
  const { clusters, users } = JSON.parse(readFileSync(file, 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority': string } }];
    users: [{ user: { token: string } }];
  };
  const [{ cluster }] = clusters;
  const trust = readFileSync(cluster['certificate-authority'], 'utf8');
  return { server: cluster.server, token: users[0].user.token, trust };
}
