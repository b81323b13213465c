import type { EnvironmentBase } from '../core/environment.ts';
import { bufferWorkers, type BufferWorkersSettings } from './buffer-workers/index.ts';
import { cds } from './cds/index.ts';
import type { CdsSettings } from './cds/settings.ts';
import { fxa } from './fxa/index.ts';
import type { FxaSettings } from './fxa/settings.ts';
import { jobsApi, type JobsApiSettings } from './jobs-api/index.ts';

/** What a deployer says of each system; its names are the folders of `dist/<environment>/`. */
export interface SystemSettings {
  readonly cds: CdsSettings;
  readonly 'buffer-workers': BufferWorkersSettings;
  readonly fxa: FxaSettings;
  readonly 'jobs-api': JobsApiSettings;
}

/** An environment of this fleet: one file in `environments/`. */
export interface Environment extends EnvironmentBase {
  readonly systems: SystemSettings;
}

/** The systems of this fleet. */
export const systems = { cds, 'buffer-workers': bufferWorkers, fxa, 'jobs-api': jobsApi };
