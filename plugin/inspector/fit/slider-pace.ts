/** Milliseconds after the last move at which a slider rests. */
export const REST_MS = 350;

export interface SliderPace<Value> {
  /** The slider stands here now. */
  move(value: Value): void;
  /** The hand let go: rests at once, if there was a move. */
  rest(): void;
  /** Forgets the last move. */
  stop(): void;
}

export interface SliderPaceOptions<Value> {
  /** Follows the slider; the next call comes when this one has settled, with the latest value only. */
  readonly onMove: (value: Value) => Promise<unknown>;
  /** Once after each series of moves. */
  readonly onRest: () => void;
  readonly restMs?: number;
}

/** Paces what follows a slider: never two previews at once, never one for a place that the slider has left. */
export function createSliderPace<Value>(options: SliderPaceOptions<Value>): SliderPace<Value> {
  const { onMove, onRest, restMs = REST_MS } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next: { value: Value } | undefined;
  let isMoving = false;

  async function follow(): Promise<void> {
    isMoving = true;
    while (next) {
      const { value } = next;
      next = undefined;
      await onMove(value).catch(() => undefined);
    }
    isMoving = false;
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    next = undefined;
  }

  function rest(): void {
    if (timer === undefined) return;
    stop();
    onRest();
  }

  return {
    move(value) {
      next = { value };
      clearTimeout(timer);
      timer = setTimeout(rest, restMs);
      if (!isMoving) void follow();
    },
    rest,
    stop,
  };
}
