const CLOCK = /^(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:\.\d{1,6})?)$/;
/** ISO 8601. */
const PERIOD = /^PT(?=\d)(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,6})?)S)?$/i;

/** @returns whole seconds of `1:02:03`, `62:03`, `3723`, `PT1H2M3S` */
export function parseDuration(value: unknown): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  const [, hours = '0', minutes = '0', seconds = '0'] = CLOCK.exec(text) ?? PERIOD.exec(text) ?? [];
  const total = /^\d{1,8}(?:\.\d+)?$/.test(text) ? Number(text) : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total > 0 ? Math.max(1, Math.round(total)) : undefined;
}
