const TEXTS = [
  'INFO  route: started input method upload_plurals',
  'DEBUG datastore: set meta:item_universal_id = KP-1234567-1',
  'INFO  ffmpeg: frame= 1432 fps= 25 q=28.0 size=   12288kB time=00:00:57.28 bitrate=1757.4kbits/s speed=1.01x',
  'WARN  s3: upload of part 17 is slow: 12.4 s for 8 MiB; expected at most 5 s',
  '\u001b[32m✓\u001b[0m transcoded \u001b[1mmaster.mov\u001b[0m to \u001b[36m1080p\u001b[0m, \u001b[35m720p\u001b[0m and \u001b[34m480p\u001b[0m; \u001b[41m3\u001b[0m of \u001b[43m3\u001b[0m',
  'INFO  cds_run: metadata {"meta":{"title":"A very long headline that does not end where the screen ends, so that one sees what becomes of long lines","keywords":["news","world","video","short","captioned"],"duration":123.45}}',
  '{"level":50,"time":1795298400000,"msg":"could not reach the endpoint","attempt":3}',
  'ERROR youtube: 503 Service Unavailable: The service is currently unavailable; trying again in 30 s',
  'INFO  route: output method finished after 00:01:12',
  '+SUCCESS: method completed',
] as const;

/** Lines as a route writes them: every level, colours, long ones. The n-th line has the number n in its time. */
export function sampleLines(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const time = new Date(Date.UTC(2026, 10, 21, 8) + number * 100).toISOString();
    return `${time} [${number + 1}] ${TEXTS[(number * 7) % TEXTS.length]}`;
  });
}
