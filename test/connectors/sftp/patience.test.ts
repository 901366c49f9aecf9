/** A server's time passes while it is waited for, begins anew when something moves, and stands still while it is our turn. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makePatience } from '#connectors/sftp/patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<string>(() => undefined);

test('a step that ends in time is let alone', async () => {
  const onStall = vi.fn();
  const patience = makePatience(1_000, onStall);
  expect(await patience.during(Promise.resolve('done'))).toBe('done');
  patience.renew();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(onStall).not.toHaveBeenCalled();
});

test('a step in which nothing moves for too long fails, and the connection is told once', async () => {
  const onStall = vi.fn();
  const patience = makePatience(1_000, onStall);
  const outcome = patience.during(never).catch(String);
  await vi.advanceTimersByTimeAsync(999);
  patience.renew();
  await vi.advanceTimersByTimeAsync(999);
  expect(onStall).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await outcome).toContain('let nothing happen');
  expect(onStall).toHaveBeenCalledTimes(1);
});

test('the time in which we read the list is not the server’s', async () => {
  const onStall = vi.fn();
  const patience = makePatience(1_000, onStall);
  const outcome = patience.during(never).catch(String);
  patience.rest();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onStall).not.toHaveBeenCalled();
  patience.renew();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await outcome).toContain('let nothing happen');
});
