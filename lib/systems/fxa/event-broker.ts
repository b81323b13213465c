import { backingService } from '../../workloads/backing-service.ts';
import { ExternalService } from '../../wiring/external.ts';
import { hostAndPort, publicUrlOf, type HostAndPort } from './addresses.ts';
import { pushPath, type Fleet } from './parts.ts';

/** Wires the event broker, which tells relying parties what happens to accounts. What it is not given is missing, and synth says so. */
export function wireEventBroker(fleet: Fleet): void {
  const { settings, backings, parts } = fleet;
  const { eventBroker, sqs } = settings;
  const broker = parts['fxa-event-broker'];
  if (eventBroker === 'off' || broker === undefined) return;
  const { statsd } = backings;
  const { firestore, pubsub } = eventBroker;
  const emulator =
    firestore && 'emulator' in firestore ? addEmulator(fleet, 'firestore', firestore.emulator) : undefined;
  const pubsubEmulator = pubsub && 'emulator' in pubsub ? addEmulator(fleet, 'pubsub', pubsub.emulator) : undefined;
  const google = pubsub && !('emulator' in pubsub) ? pubsub : undefined;
  const project = firestore && 'projectId' in firestore ? firestore : undefined;
  const auth = parts['fxa-auth-server'].server;
  broker.wire({
    variables: {
      OPENID_ISSUER: publicUrlOf(settings, 'fxa-content-server'),
      PUBSUB_AUDIENCE: publicUrlOf(settings, 'fxa-event-broker').withPath(pushPath),
      PUBSUB_EMULATOR_HOST: pubsubEmulator && hostAndPort(pubsubEmulator),
      SERVICE_NOTIFICATION_QUEUE_URL: sqs && backings.sqs?.url(`/${sqs.account}/${sqs.queues.serviceNotifications}`),
      FIRESTORE_EMULATOR_HOST: emulator && hostAndPort(emulator),
      FIRESTORE_PROJECT_ID: project?.projectId,
      // the list of capabilities is there only with Stripe; who cannot get it never listens
      CAPABILITY_FAIL_ON_START: eventBroker.capabilities === true,
      CAPABILITY_URL: eventBroker.capabilities ? auth.url('http', '/v1/oauth/subscriptions/clients') : undefined,
      METRIC_HOST: statsd?.host ?? '',
      METRIC_PORT: statsd?.port,
      METRIC_USE_TELEGRAF: false,
    },
    secrets: ['PUBSUB_VERIFICATION_TOKEN', ...(eventBroker.capabilities ? (['CAPABILITY_AUTH_TOKEN'] as const) : [])],
    files: [
      'OPENID_KEYFILE',
      ...(project ? (['FIRESTORE_KEY_FILE'] as const) : []),
      // without it nothing can be published
      ...(google ? (['GOOGLE_APPLICATION_CREDENTIALS'] as const) : []),
    ],
  });
  if (project) broker.reach('Firestore', project.service, 'FIRESTORE_PROJECT_ID');
  if (google) broker.reach('Pub/Sub', google, 'GOOGLE_APPLICATION_CREDENTIALS');
}

const titles = { firestore: 'Firestore', pubsub: 'Pub/Sub' } as const;

/** The broker dials the emulator of Firestore at port 9090, whatever it is told. */
const emulatorPort = 9090;

function addEmulator(
  { app, settings }: Fleet,
  key: keyof typeof titles,
  emulator: Parameters<typeof backingService>[4],
): HostAndPort {
  if ('host' in emulator) return new ExternalService(app, `eventBroker.${key}.emulator`, titles[key], emulator);
  return backingService(app, settings.namespace, key, titles[key], emulator, () => ({
    ports: { http: emulatorPort },
    dataPath: '/data',
    command: ['gcloud', 'beta', 'emulators', key, 'start', `--host-port=0.0.0.0:${emulatorPort}`],
    // gcloud keeps settings and logs in the home folder of a user that the image does not know
    variables: { CLOUDSDK_CONFIG: '/data', HOME: '/data' },
  }));
}
