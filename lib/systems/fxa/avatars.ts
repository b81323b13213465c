import { Size } from 'cdk8s';
import { PublicUrl, type DialledUrl } from '../../wiring/address.ts';
import { Claim, readOnly, scratch, type Storage } from '../../workloads/volumes.ts';
import { clientAddressDepth, publicUrlOf } from './addresses.ts';
import { imageProcesses, largestPicture, type Fleet } from './parts.ts';
import type { FxaSettings } from './settings.ts';

/** Where browsers get avatars. */
export const avatarHost = (settings: FxaSettings): PublicUrl =>
  'storage' in settings.avatars
    ? publicUrlOf(settings, 'fxa-profile-server-static')
    : new PublicUrl(settings.avatars.url);

/** The folder that the worker writes to and the static server reads. */
const pictureFolder = '/srv/avatars';

/** Wires profile server, image worker and, where avatars are on a volume, the server that hands them out. */
export function wireProfile(fleet: Fleet): void {
  const { settings, parts, backings } = fleet;
  const { avatars, sqs } = settings;
  const { mysql, redis } = backings;
  const worker = parts['fxa-profile-server-worker'];
  const host = avatarHost(settings);
  const store =
    'storage' in avatars
      ? ({ IMG: 'local', IMG_UPLOADS_DEST_PUBLIC: pictureFolder } as const)
      : ({ IMG: 'aws', IMG_UPLOADS_DEST_PUBLIC: avatars.bucket } as const);
  const queue: DialledUrl | undefined = sqs && backings.sqs?.url(`/${sqs.account}/${sqs.queues.profileEvents}`);
  parts['fxa-profile-server'].wire({
    variables: {
      PUBLIC_URL: publicUrlOf(settings, 'fxa-profile-server'),
      CLIENT_ADDRESS_DEPTH: clientAddressDepth(settings),
      AUTH_SERVER_URL: parts['fxa-auth-server'].server.url('http', '/v1'),
      OAUTH_SERVER_URL: parts['fxa-auth-server'].server.url('http', '/v1'),
      CUSTOMS_SERVER_URL: parts['fxa-customs-server'].server.url('http'),
      WORKER_URL: worker.server.url('http'),
      DB: 'mysql',
      MYSQL_HOST: mysql.host,
      MYSQL_PORT: mysql.port,
      // the patcher takes no lock, so a Job runs it
      CREATE_MYSQL_SCHEMA: false,
      USE_REDIS: true,
      REDIS_HOST: redis.host,
      REDIS_PORT: redis.port,
      IMG_URL: new PublicUrl(`${host.value}/a/{id}`),
      IMG_PROVIDERS_FXA: new RegExp(
        `^${host.value.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)}/a/[0-9a-f]{32}$`,
      ),
      ...store,
      IMG_UPLOADS_DEST_MAX_SIZE: largestPicture,
      EVENTS_ENABLED: queue !== undefined,
      EVENTS_QUEUE_URL: queue,
      EVENTS_REGION: sqs?.region,
    },
    secrets: ['MYSQL_USERNAME', 'MYSQL_PASSWORD', 'AUTH_SECRET_BEARER_TOKEN'],
  });
  worker.wire({
    variables: {
      ...store,
      IMG_COMPUTE_MAX_PROCESSES: imageProcesses(settings),
      IMG_UPLOADS_DEST_MAX_SIZE: largestPicture,
    },
  });
  if ('storage' in avatars) wireStatic(fleet, avatars.storage);
  else worker.reach('S3', avatars.service, 'IMG_UPLOADS_DEST_PUBLIC');
}

function wireStatic({ app, settings, parts }: Fleet, storage: Storage): void {
  const chart = app.chart('avatars', settings.namespace);
  const claim = new Claim(chart, 'claim', { name: 'avatars', storage });
  parts['fxa-profile-server-worker'].server.addMount(pictureFolder, claim);
  // it hands pictures to the worker, but does not start where there is no such folder
  parts['fxa-profile-server'].server.addMount(pictureFolder, scratch(Size.mebibytes(1)));
  const files = parts['fxa-profile-server-static'];
  files?.wire({ variables: { IMG: 'local', IMG_UPLOADS_DEST_PUBLIC: pictureFolder } });
  files?.server.addMount(pictureFolder, readOnly(claim));
}
