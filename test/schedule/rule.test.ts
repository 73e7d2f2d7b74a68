import { expect } from 'chai';
import { checkRule, lastDue, nextDue, tidyRule } from '../../src/schedule/rule.ts';

const AMSTERDAM = 'Europe/Amsterdam';
const TUESDAY = new Date('2026-10-20T10:00:00Z');

/** The slots after a moment, in UTC without date where it is the same. */
function slots(rule: string, after: string, count: number, zone = AMSTERDAM): string[] {
  const found: string[] = [];
  let last = new Date(after);
  while (found.length < count) {
    last = nextDue(rule, zone, last) as Date;
    found.push(last.toISOString().slice(5, 16));
  }
  return found;
}

describe('the rule of a schedule', () => {
  const RULES: readonly (readonly [given: string, kept: string, next: string])[] = [
    ['hourly', 'hourly', '10-20T11:00'],
    ['hourly :15', 'hourly :15', '10-20T10:15'],
    ['daily', 'daily', '10-20T22:00'],
    [' Daily  02:30 ', 'daily 02:30', '10-21T00:30'],
    ['weekly', 'weekly', '10-25T23:00'],
    ['weekly fri 9:05', 'weekly fri 9:05', '10-23T07:05'],
    ['WEEKLY Friday', 'weekly friday', '10-22T22:00'],
    ['monthly', 'monthly', '10-31T23:00'],
    ['monthly 21 06:00', 'monthly 21 06:00', '10-21T04:00'],
    ['monthly last 23:59', 'monthly last 23:59', '10-31T22:59'],
    ['*/5 9-17 * * MON-FRI', '*/5 9-17 * * MON-FRI', '10-20T10:05'],
    ['0  6 1 * *', '0 6 1 * *', '11-01T05:00'],
  ];
  for (const [given, kept, next] of RULES) {
    it(`${given.trim()} is next due at ${next} UTC`, () => {
      const rule = tidyRule(given);
      expect(rule).to.equal(kept);
      checkRule(rule, AMSTERDAM, TUESDAY);
      expect(slots(rule, TUESDAY.toISOString(), 1)).to.deep.equal([next]);
    });
  }

  const REFUSED: readonly (readonly [rule: string, why: string])[] = [
    ['', 'is neither'], ['yearly', 'is neither'], ['daily :30', 'is neither'], ['daily 3 02:30', 'is neither'],
    ['hourly 10:15', 'is neither'], ['weekly 3', 'is neither'], ['monthly 32', 'is neither'],
    ['monthly foo', 'is neither'], ['* * * *', 'is neither'], ['0 * * * * *', 'is neither'], ['@daily', 'is neither'],
    ['2027-01-01T00:00:00', 'is neither'], ['daily 25:00', 'is no cron expression'],
    ['hourly :75', 'is no cron expression'], ['61 * * * *', 'is no cron expression'], ['*/0 * * * *', 'is no cron'],
    ['0 0 30 2 *', 'is a time that never comes'],
  ];
  for (const [rule, why] of REFUSED) {
    it(`${rule || 'nothing'} ${why}`, () => {
      expect(() => checkRule(tidyRule(rule), AMSTERDAM, TUESDAY)).to.throw(`Field rule: ${why}`);
    });
  }

  it('leaves out months without its day', () => {
    expect(slots('monthly 31', '2026-01-01T00:00:00Z', 3)).to.deep.equal(['01-30T23:00', '03-30T22:00', '05-30T22:00']);
  });

  describe('when the clock goes forward (Amsterdam, 29 March 2026, 02:00 to 03:00)', () => {
    it('daily at 02:30 is due once, at the end of the hour that is left out', () => {
      expect(slots('daily 02:30', '2026-03-28T00:00:00Z', 3)).to.deep.equal(['03-28T01:30', '03-29T01:00', '03-30T00:30']);
    });
    it('hourly goes on evenly', () => {
      expect(slots('hourly :30', '2026-03-28T23:45:00Z', 4))
        .to.deep.equal(['03-29T00:30', '03-29T01:30', '03-29T02:30', '03-29T03:30']);
    });
    it('daily at 04:00 is due 23 hours later', () => {
      expect(slots('0 4 * * *', '2026-03-28T00:00:00Z', 2)).to.deep.equal(['03-28T03:00', '03-29T02:00']);
    });
  });

  describe('when the clock goes back (Amsterdam, 25 October 2026, 03:00 to 02:00)', () => {
    it('daily at 02:30 is due once, at its first passing', () => {
      expect(slots('30 2 * * *', '2026-10-24T00:00:00Z', 3)).to.deep.equal(['10-24T00:30', '10-25T00:30', '10-26T01:30']);
    });
    it('hourly is due in both hours', () => {
      expect(slots('hourly :30', '2026-10-24T23:45:00Z', 4))
        .to.deep.equal(['10-25T00:30', '10-25T01:30', '10-25T02:30', '10-25T03:30']);
    });
    it('every 20 minutes goes on evenly', () => {
      expect(slots('*/20 * * * *', '2026-10-25T00:30:00Z', 5))
        .to.deep.equal(['10-25T00:40', '10-25T01:00', '10-25T01:20', '10-25T01:40', '10-25T02:00']);
    });
  });

  it('has as its last slot the one before the next, through both changes, in any zone', () => {
    const rules = ['hourly :30', 'daily 02:30', 'daily 01:30', '*/20 2 * * *', 'weekly sun 02:30', '30 1-3 * * *'];
    for (const zone of [AMSTERDAM, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo', 'UTC']) {
      for (const rule of rules) {
        for (const day of ['2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31']) {
          let slot = nextDue(rule, zone, new Date(`${day}T00:00:00Z`)) as Date;
          for (let count = 0; count < 12; count++) {
            const next = nextDue(rule, zone, slot) as Date;
            const place = `${rule} in ${zone} at ${slot.toISOString()}`;
            expect(lastDue(rule, zone, slot), place).to.deep.equal(slot);
            expect(lastDue(rule, zone, new Date(next.getTime() - 60_000)), `${place} until the next`).to.deep.equal(slot);
            slot = next;
          }
        }
      }
    }
  });
});
