/** Milliseconds after the last move at which a slider rests. */
export const REST_MS = 350;
/** The same while the hand is still on it: a pause in a drag is not its end, and some never tell of theirs. */
export const HELD_REST_MS = 1500;

export interface SliderPace<Value> {
  /** The slider stands here now. */
  move(value: Value): void;
  /** A hand took hold of the slider. */
  hold(): void;
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
}

/** Paces what follows a slider: never two previews at once, never one for a place that the slider has left. */
export function createSliderPace<Value>(options: SliderPaceOptions<Value>): SliderPace<Value> {
  const { onMove, onRest } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next: { value: Value } | undefined;
  let isMoving = false;
  let isHeld = false;

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
      timer = setTimeout(rest, isHeld ? HELD_REST_MS : REST_MS);
      if (!isMoving) void follow();
    },
    hold() {
      isHeld = true;
    },
    rest() {
      isHeld = false;
      rest();
    },
    stop,
  };
}
