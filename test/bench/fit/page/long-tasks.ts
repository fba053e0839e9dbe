export interface LongTasks {
  /** Longest task that the browser reported (it reports those above 50 ms); 0 without one. */
  readonly longestTaskMs: number;
  readonly tasks: number;
  /** Longest time between two ticks of a message loop, which counts short tasks too. */
  readonly longestGapMs: number;
}

/** Watches the main thread until it is stopped. */
export function watchLongTasks(): { stop(): Promise<LongTasks> } {
  const durations: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) durations.push(duration);
  });
  observer.observe({ type: 'longtask' });
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let longestGapMs = 0;
  let isOn = true;
  port1.onmessage = () => {
    const now = performance.now();
    longestGapMs = Math.max(longestGapMs, now - last);
    last = now;
    // A tick every few milliseconds: a loop without rest would be a load of its own.
    if (isOn) setTimeout(() => port2.postMessage(0), 4);
  };
  port2.postMessage(0);
  return {
    async stop() {
      isOn = false;
      await new Promise((resolve) => setTimeout(resolve, 100));
      observer.disconnect();
      port1.close();
      return { longestTaskMs: Math.max(0, ...durations), tasks: durations.length, longestGapMs };
    },
  };
}
