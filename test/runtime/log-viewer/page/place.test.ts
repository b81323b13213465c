import { describe, expect, test } from '@jest/globals';
import { parsePlace, pathOf, type Place } from '../../../../runtime/log-viewer/page/place.ts';

describe('an address of the page', () => {
  test.each<[path: string, hash: string, place: Place]>([
    ['', '', { at: 'home' }],
    ['log/test.xml/a.log', '', { at: 'log', route: 'test.xml', log: 'a.log' }],
    ['log/test.xml/a.log', '#L10', { at: 'log', route: 'test.xml', log: 'a.log', range: { first: 10, last: 10 } }],
    ['log/test.xml/a.log', '#L10-L20', { at: 'log', route: 'test.xml', log: 'a.log', range: { first: 10, last: 20 } }],
    ['log/a%20b/50%25%2F%C3%A9.log', '', { at: 'log', route: 'a b', log: '50%/é.log' }],
    ['job/cds-film', '', { at: 'job', job: 'cds-film' }],
    [
      'job/cds-film/cds-film-x1.log',
      '#L3',
      { at: 'job', job: 'cds-film', pod: 'cds-film-x1.log', range: { first: 3, last: 3 } },
    ],
  ])('%s%s stands for a place, which has that address', (path, hash, place) => {
    expect(parsePlace(path, hash)).toEqual(place);
    expect(pathOf(place)).toBe(path + hash);
  });

  test.each<[path: string, hash: string, place: Place]>([
    ['log/test.xml/a.log', '#L20-L10', { at: 'log', route: 'test.xml', log: 'a.log', range: { first: 10, last: 20 } }],
    ['log/test.xml/a.log', '#L0', { at: 'log', route: 'test.xml', log: 'a.log' }],
    ['log/test.xml/a.log', '#elsewhere', { at: 'log', route: 'test.xml', log: 'a.log' }],
    ['logByJobName/cds-film', '', { at: 'job', job: 'cds-film' }],
    ['log/test.xml', '', { at: 'unknown' }],
    ['log/test.xml/', '', { at: 'unknown' }],
    ['log/a/b/c', '', { at: 'unknown' }],
    ['log/%/b', '', { at: 'unknown' }],
    ['job', '', { at: 'unknown' }],
    ['elsewhere/a/b', '', { at: 'unknown' }],
  ])('%s%s is read as well', (path, hash, place) => {
    expect(parsePlace(path, hash)).toEqual(place);
  });
});
