/** Turns Ctrl-C into an abort signal; a second Ctrl-C exits immediately. */
export function onInterrupt(): { readonly signal: AbortSignal; end(): void } {
  const stop = new AbortController();
  const interrupted = () => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write('Cancelling … (press Ctrl-C again to quit now)\n');
    stop.abort();
  };
  process.on('SIGINT', interrupted);
  return { signal: stop.signal, end: () => void process.off('SIGINT', interrupted) };
}
