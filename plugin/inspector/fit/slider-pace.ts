/** Milliseconds after the last move when a slider counts as stopped. */
export const REST_MS = 350;

export interface SliderPace<Value> {
  /** The slider has this value now. */
  move(value: Value): void;
  /** A drag starts. Until it ends, a pause does not count as a stop, so that one drag is one undo step. */
  startDrag(): void;
  /** The drag ends: counts as stopped immediately, if there was a move. */
  endDrag(): void;
  /** Forgets the last move. */
  stop(): void;
}

export interface SliderPaceOptions<Value> {
  /** Called for moves, one call at a time. The next call waits for this one and gets the latest value only. */
  readonly onMove: (value: Value) => Promise<unknown>;
  /** Called once after each series of moves. */
  readonly onRest: () => void;
}

/** Throttles the work for a slider: never two previews at the same time, never one for an old value. */
export function createSliderPace<Value>(options: SliderPaceOptions<Value>): SliderPace<Value> {
  const { onMove, onRest } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next: { value: Value } | undefined;
  let isPending = false;
  let isMoving = false;
  let isDragging = false;

  async function follow(): Promise<void> {
    isMoving = true;
    while (next) {
      const { value } = next;
      next = undefined;
      await onMove(value).catch(() => undefined);
    }
    isMoving = false;
  }

  function settle(): void {
    clearTimeout(timer);
    next = undefined;
    isPending = false;
  }

  function rest(): void {
    if (!isPending) return;
    settle();
    onRest();
  }

  return {
    move(value) {
      next = { value };
      isPending = true;
      clearTimeout(timer);
      if (!isDragging) timer = setTimeout(rest, REST_MS);
      if (!isMoving) void follow();
    },
    startDrag() {
      isDragging = true;
      clearTimeout(timer);
    },
    endDrag() {
      isDragging = false;
      rest();
    },
    stop() {
      isDragging = false;
      settle();
    },
  };
}
