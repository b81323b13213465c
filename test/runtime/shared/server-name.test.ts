import { expect, test } from '@jest/globals';
import { serverNameOf } from '../../../runtime/shared/server-name.ts';

test('TLS is told a name, and no address', () => {
  expect(['redis.cds.svc', '10.0.0.1', 'fd00::1'].map(serverNameOf)).toEqual([{ servername: 'redis.cds.svc' }, {}, {}]);
});
