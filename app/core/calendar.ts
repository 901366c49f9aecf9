/** Calendar days in a zone: which day an instant falls on, and at which instant a day begins. As PostgreSQL reckons them. */

const DAY_MS = 86_400_000;

/** A calendar day, `YYYY-MM-DD`. */
export type CalendarDay = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (format === undefined) {
    const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-CA', { ...fields, second: '2-digit', hourCycle: 'h23', timeZone: timezone });
    formats.set(timezone, format);
  }
  return format;
}

/** Whether this is the name of a zone that is known here. */
export function isTimezone(timezone: string): boolean {
  try {
    formatOf(timezone);
    return true;
  } catch {
    return false;
  }
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetMs(timezone: string, at: number): number {
  // `2026-03-29, 03:30:00`; far quicker to read than what formatToParts gives.
  const wall = Date.parse(`${formatOf(timezone).format(at).replace(', ', 'T')}Z`);
  return wall - Math.floor(at / 1_000) * 1_000;
}

/**
 * The calendar day of an instant: the one that has begun and whose next has not. So where clocks strike midnight twice the hour
 * between belongs to the day before.
 */
export function dayOf(timezone: string, at: number): CalendarDay {
  const day = dayAt(at + offsetMs(timezone, at));
  return startOfDay(timezone, day) <= at ? day : addDays(day, -1);
}

const dayAt = (utcMs: number): CalendarDay => new Date(utcMs).toISOString().slice(0, 10);

/**
 * The instant at which a day begins. Where clocks skip its midnight or strike it twice it is taken in the offset after the
 * change if that is the smaller one (standard time), else in the one before: PostgreSQL's rule.
 */
export function startOfDay(timezone: string, day: CalendarDay): number {
  const wall = Date.parse(`${day}T00:00:00.000Z`);
  const [before, after] = [offsetMs(timezone, wall - DAY_MS), offsetMs(timezone, wall + DAY_MS)];
  if (before === after) return wall - before;
  // The change lies between: either reading stands where it agrees with itself.
  const readings = [before, after].filter((offset) => offsetMs(timezone, wall - offset) === offset);
  const offset = readings.length === 1 ? readings[0] : Math.min(before, after);
  return wall - (offset ?? before);
}

/** The day so many days later. */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  return dayAt(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS);
}

/** The same day so many years later; a 29 February is a 28 February in other years. */
export function addYears(day: CalendarDay, years: number): CalendarDay {
  const year = Number(day.slice(0, 4)) + years;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const rest = day.slice(4) === '-02-29' && !isLeap ? '-02-28' : day.slice(4);
  return `${String(year).padStart(4, '0')}${rest}`;
}

/** The next birthday, today's included. */
export function nextBirthday(birth: CalendarDay, today: CalendarDay): CalendarDay {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  const thisYear = addYears(birth, Math.max(years, 0));
  return thisYear >= today ? thisYear : addYears(birth, Math.max(years, 0) + 1);
}
