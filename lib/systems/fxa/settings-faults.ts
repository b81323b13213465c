import { reportFault } from '../../core/faults.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { servers } from './catalogue/generated/index.ts';
import type { ServerName } from './catalogue/settings.ts';
import type { FxaServer, FxaSettings } from './settings.ts';

/** An account of AWS, and what is named by one. @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
const account = /^\d{12}$/;
/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html */
const topic = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}(\.fifo)?$/;

/** What has settings of its own. */
const backings: readonly string[] = ['redis', 'memcached', 'mysql', 'pushbox', 'statsd'] satisfies readonly Exclude<
  ServerName,
  FxaServer
>[];
const tunable = Object.keys(servers).filter((name) => !backings.includes(name));

/** Records what is wrong with settings that no variable of a server would show, or would show in other words than those of who wrote them. */
export function checkSettings(app: SystemApp, settings: FxaSettings): void {
  const { mysql, sync, sqs, sns, servers: tuned = {} } = settings;
  const report = (property: string, got: unknown, expected: string, remedy: string): void => {
    reportFault(app, { code: 'ERR_ENVIRONMENT_VALUE', property, got, expected, remedy });
  };
  const count = (property: string, value: number | undefined): void => {
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      report(property, value, 'a whole number from 1', 'count the connections');
  };
  count('mysql.maxConnections', mysql.maxConnections);
  if (sync !== 'off') count('sync.connections', sync.connections);
  if (sqs !== undefined && !account.test(sqs.account))
    report('sqs.account', sqs.account, 'twelve digits, such as "123456789012"', 'write the number of the account');
  if (sns !== undefined && !topic.test(sns.topicArn))
    report(
      'sns.topicArn',
      sns.topicArn,
      'the name of a topic, such as "arn:aws:sns:us-east-1:123456789012:accounts"',
      'copy it from where the topic was made',
    );
  for (const name of Object.keys(tuned).filter((each) => !tunable.includes(each)))
    report('servers', name, `one of ${tunable.join(', ')}`, 'correct the name of the server');
  for (const [property, expected, owner] of missing(settings)) {
    const remedy = `give it, or say ${owner}: 'off'`;
    reportFault(app, { code: 'ERR_ENVIRONMENT_VALUE', property, expected, remedy });
  }
}

/** What a server that is not off does without in vain: the setting, what it says, and whose it is. */
function missing({ eventBroker, mailService, smtp, sqs }: FxaSettings): readonly (readonly [string, string, string])[] {
  const all: [boolean, string, string, string][] = [];
  if (eventBroker !== 'off') {
    all.push([sqs === undefined, 'sqs', 'the queue that the event broker reads, with its region', 'eventBroker']);
    const firestore = 'a project of Google with Firestore, or an emulator';
    all.push([eventBroker.firestore === undefined, 'eventBroker.firestore', firestore, 'eventBroker']);
  }
  if (mailService !== 'off') {
    const { sender, ses } = mailService;
    const isPlain = smtp.tls === undefined && smtp.login === undefined;
    all.push([sender === undefined, 'mailService.sender', 'the address that mails are from', 'mailService']);
    const why = 'SES, since the mail service speaks to a relay in plain text and without login only';
    all.push([ses === undefined && !isPlain, 'mailService.ses', why, 'mailService']);
  }
  return all.flatMap(([isMissing, ...rest]) => (isMissing ? [rest] : []));
}
