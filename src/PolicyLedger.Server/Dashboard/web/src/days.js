// Days as numbers, so that a slider can count them. A day of knowledge is read at its end.
const DAY = 86_400_000;

export const toNumber = iso => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
export const toIso = number => new Date(number * DAY).toISOString().slice(0, 10);
export const dayBefore = iso => toIso(toNumber(iso) - 1);
export const today = () => new Date().toISOString().slice(0, 10);
export const toDate = iso => new Date(`${iso}T00:00:00Z`);
/** Whether it is written as a day, and one that there is: February has no 30th. */
export const isDay = written => /^\d{4}-\d{2}-\d{2}$/.test(written ?? '') && !Number.isNaN(toNumber(written)) && toIso(toNumber(written)) === written;

/** The instant at which a day of knowledge is read; null is now. */
export const endOf = day => day === null ? null : `${day}T23:59:59.999Z`;

/** A month on, on the same day or the month's last. */
export function addMonths(iso, months) {
  const [year, month, day] = iso.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** An EDTF date as its first and last day, as far as a picture needs it. */
export function span(edtf) {
  const match = /^(\d{4})(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?/.exec(edtf ?? '');
  if (!match)
    return null;
  const [, year, month, day] = match;
  if (!month || month === 'XX')
    return [`${year}-01-01`, `${year}-12-31`];
  if (!day || day === 'XX')
    return [`${year}-${month}-01`, new Date(Date.UTC(+year, +month, 0)).toISOString().slice(0, 10)];
  return [`${year}-${month}-${day}`, `${year}-${month}-${day}`];
}
