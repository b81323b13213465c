import { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { reportFault } from './faults.ts';

/** Records a fault unless a time is a whole number of seconds, which is what Kubernetes counts in. @returns whether it is */
export function checkSeconds(scope: IConstruct, property: string, time: Duration): boolean {
  const isDuration = time instanceof Duration;
  if (isDuration && Number.isInteger(time.toSeconds({ integral: false }))) return true;
  reportFault(scope, {
    code: 'ERR_DURATION',
    property,
    got: isDuration ? time.toHumanString() : time,
    expected: 'a Duration of whole seconds, such as Duration.seconds(30)',
    remedy: 'round it, or state its unit',
  });
  return false;
}
