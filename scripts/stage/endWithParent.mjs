// Loaded into every supervised program: ends it when its supervisor is gone, however that ended. The supervisor holds the
// other end of standard input, which the system closes with it.
const LIMIT_MS = 5_000;

process.stdin.on('close', () => {
  setTimeout(() => process.exit(1), LIMIT_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.stdin.on('error', () => undefined);
process.stdin.resume();
process.stdin.unref();
