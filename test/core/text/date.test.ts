import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTimezone, parseDate, wallClock } from '../../../lambda/core/text/date.ts';

const FORMS: Record<string, string> = {
  '2026-07-08': '2026-07-07T22:00:00.000Z',
  '2026-7-8': '2026-07-07T22:00:00.000Z',
  '2026/07/08': '2026-07-07T22:00:00.000Z',
  '2026-07-08 10:00': '2026-07-08T08:00:00.000Z',
  '2026-07-08T10:00': '2026-07-08T08:00:00.000Z',
  '2026-07-08 10:00:30': '2026-07-08T08:00:30.000Z',
  '2026-07-08T10:00:30.123456789': '2026-07-08T08:00:30.123Z',
  '2026-07-08 10:00:30 +0200': '2026-07-08T08:00:30.000Z',
  '2026-07-08T10:00:30+02:00': '2026-07-08T08:00:30.000Z',
  '2026-07-08 10:00 +02': '2026-07-08T08:00:00.000Z',
  '2026-07-08 10:00 +0000': '2026-07-08T10:00:00.000Z',
  '2026-07-08T10:00:00Z': '2026-07-08T10:00:00.000Z',
  '2026-07-08t10:00:00z': '2026-07-08T10:00:00.000Z',
  '2026-07-08 10:00:00 UTC': '2026-07-08T10:00:00.000Z',
  '2026-07-08 10:00:00 -0800': '2026-07-08T18:00:00.000Z',
  '2026-07-08 10:00 EST': '2026-07-08T15:00:00.000Z',
  '2026-07-08 10:00 CEST': '2026-07-08T08:00:00.000Z',
  '2026-07-08 12:05 AM': '2026-07-07T22:05:00.000Z',
  'July 8, 2026 9:30 pm': '2026-07-08T19:30:00.000Z',
  'Jul 08 2026': '2026-07-07T22:00:00.000Z',
  'July 8, 2026': '2026-07-07T22:00:00.000Z',
  'July 8th, 2026': '2026-07-07T22:00:00.000Z',
  '8 July 2026': '2026-07-07T22:00:00.000Z',
  'Sept 3 2026': '2026-09-02T22:00:00.000Z',
  'Wed, 08 Jul 2026 10:00:00 GMT': '2026-07-08T10:00:00.000Z',
  'Wed Jul 08 2026 10:00:00 GMT+0200 (Central European Summer Time)': '2026-07-08T08:00:00.000Z',
  '  2026-07-08 ': '2026-07-07T22:00:00.000Z',
};

for (const [text, instant] of Object.entries(FORMS)) {
  test(`parses ${text}`, () => assert.equal(parseDate(text, 'Europe/Zurich'), instant));
}

const NO_DATES = [
  ...['', 'tomorrow', '2026', '2026-07', '20260708', '07/08/2026', '2026-W10', 'Marchfoo 1 2026', '1 Foo 2026'],
  ...['2026-02-31', '2026-02-29', '2026-13-01', '2026-00-10', '31 June 2026'],
  ...['2026-07-08 24:00', '2026-07-08 10:60', '2026-07-08 10:00:60', '2026-07-08 13:00 PM', '2026-07-08 0:10 am'],
  ...['2026-07-08 10:00 +1500', '2026-07-08 10:00 +0199', '2026-07-08 10:00 QQQ', '2026-07-08 10:00 Z Z'],
  ...['0001-01-01T00:00:00Z', '0099-12-31', '9999-12-31 23:59 -1400', '10000-01-01'],
];

for (const text of NO_DATES) test(`rejects ${text || 'empty'}`, () => assert.equal(parseDate(text, 'UTC'), undefined));

test('the first and last accepted years keep a form in which text order is time order', () => {
  assert.equal(parseDate('0100-01-01', 'UTC'), '0100-01-01T00:00:00.000Z');
  assert.equal(parseDate('9999-12-31 23:59:59', 'UTC'), '9999-12-31T23:59:59.000Z');
});

test('a local time skipped in spring uses the offset before the change', () => {
  assert.equal(parseDate('2026-03-29 02:30', 'Europe/Zurich'), '2026-03-29T01:30:00.000Z');
  assert.equal(parseDate('2026-03-08 02:30', 'America/New_York'), '2026-03-08T07:30:00.000Z');
});

test('a local time that occurs twice in autumn is the earlier one', () => {
  assert.equal(parseDate('2026-10-25 02:30', 'Europe/Zurich'), '2026-10-25T00:30:00.000Z');
  assert.equal(parseDate('2026-11-01 01:30', 'America/New_York'), '2026-11-01T05:30:00.000Z');
});

test('accepts only existing time zones, not names that merely end like an offset', () => {
  for (const zone of ['UTC', 'Europe/Zurich', 'america/new_york', 'Asia/Kathmandu', 'Etc/GMT+5']) assert.ok(isTimezone(zone), zone);
  for (const zone of ['', 'Mars/Olympus', 'Foo+02', 'Europe/Zurich; x']) assert.ok(!isTimezone(zone), zone);
});

const local = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const zone = fc.constantFrom('UTC', 'Europe/Zurich', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe');

test('a local date without a zone round-trips, except in skipped hours', () => {
  fc.assert(
    fc.property(local, zone, (date, timezone) => {
      const text = date.toISOString().slice(0, 19);
      const instant = parseDate(text, timezone);
      assert.ok(instant);
      const shown = wallClock(instant, timezone).toISOString().slice(0, 19);
      const difference = Math.abs(Date.parse(`${shown}Z`) - Date.parse(`${text}Z`));
      // Samoa skipped a whole day in 2011.
      if (shown !== text)
        assert.ok(difference <= 86_400_000 && wallClock(instant, timezone).getTime() > Date.parse(`${text}Z`), `${text} ${shown}`);
    }),
    { seed: 20260301, numRuns: 500 },
  );
});

for (const timezone of ['Europe/Zurich', 'Africa/Harare', 'Africa/Kigali', 'America/New_York']) {
  test(`a day before standard time, when offsets had seconds, stays that day: ${timezone}`, () => {
    const instant = parseDate('1850-06-01', timezone);
    assert.equal(wallClock(instant ?? assert.fail(), timezone).toISOString(), '1850-06-01T00:00:00.000Z');
  });
}

test('any text yields undefined or an instant in the form of toISOString', () => {
  const part = fc.constantFrom('2026', '-', '/', ' ', ':', '08', '31', 'Jul', 'T', 'Z', '+', '0200', ',', '.', 'PM', '99');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
      const instant = parseDate(parts.join(''), 'UTC');
      if (instant !== undefined) assert.match(instant, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }),
    { seed: 20260302, numRuns: 2000 },
  );
});

test('parses the formats of the date command and old Ruby, with the year last', () => {
  assert.equal(parseDate('Fri Sep  3 11:21:31 CEST 2021', 'UTC'), '2021-09-03T09:21:31.000Z');
  assert.equal(parseDate('Sep 3 11:21 2021', 'Europe/Zurich'), '2021-09-03T09:21:00.000Z');
  assert.equal(parseDate('Fri Sep 31 11:21:31 UTC 2021', 'UTC'), undefined);
});
