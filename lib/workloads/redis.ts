import type { Construct } from 'constructs';
import type { SecretKey } from '../config/secrets.ts';
import type { Image } from '../core/image.ts';
import type { Resources } from '../core/resources.ts';
import { DeployedWorkload } from './deployed.ts';
import { Probe } from './probe.ts';
import { addService } from './service.ts';
import { Claim, type Storage } from './volumes.ts';

/** Props of `Redis`. */
export interface RedisProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** An image with `redis-server` on its path, such as `redis:7.2.11`. */
  readonly image: Image;
  readonly resources: Resources;
  /** Where its data is kept. */
  readonly storage: Storage;
  /** The password clients have to give. @default - none: only its NetworkPolicy keeps others out */
  readonly password?: SecretKey;
  /** The user the image's data belongs to. @default 999, that of the official image */
  readonly user?: number;
}

/**
 * One Redis that keeps its data in a claim: every write is in its append-only file within a second. A restart takes it away for some seconds; it is
 * no cluster, and two on one claim would destroy it.
 */
export class Redis extends DeployedWorkload {
  readonly claim: Claim;

  constructor(scope: Construct, id: string, props: RedisProps) {
    const { password, storage, user = 999, ...rest } = props;
    // without a password Redis answers nobody but its own pod, unless it is told to; who may reach it is what its NetworkPolicy says
    const protection = password ? ['--requirepass', '$(REDIS_PASSWORD)'] : ['--protected-mode', 'no'];
    const args = ['--dir', '/data', '--appendonly', 'yes', '--save', '', ...protection];
    super(
      scope,
      id,
      { ...rest, user, command: ['redis-server'], args, variables: password ? { REDIS_PASSWORD: password } : {} },
      {
        component: 'redis',
        ports: { redis: 6379 },
        probes: {
          readiness: Probe.tcp('clients that come while it loads its file are told so and try again'),
          liveness: Probe.tcp('it accepts connections as long as its one thread turns'),
        },
        replicas: 1,
        mayOverlap: false,
      },
    );
    this.claim = new Claim(this, 'data', { name: `${this.name}-data`, storage, accessMode: 'ReadWriteOnce' });
    this.addMount('/data', this.claim);
    addService(this, this.unit);
  }
}
