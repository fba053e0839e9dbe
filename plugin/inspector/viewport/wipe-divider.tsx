import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent, KeyboardEvent, PointerEvent } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import { HIGH_CONTRAST } from '../shared/styles.ts';
import { sideTexts } from './side-text.ts';
import type { ViewRect } from './view-rect.ts';

const HANDLE_PX = 32;

const useStyles = makeStyles({
  side: {
    position: 'absolute',
    top: tokens.spacingVerticalM,
    display: 'flex',
    boxSizing: 'border-box',
    padding: `0 ${tokens.spacingHorizontalM}`,
    overflow: 'hidden',
  },
  left: { justifyContent: 'flex-end', textAlign: 'end' },
  label: {
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  divider: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    width: `${HANDLE_PX}px`,
    marginLeft: `${-HANDLE_PX / 2}px`,
    pointerEvents: 'auto',
    cursor: 'ew-resize',
    touchAction: 'none',
    outlineStyle: 'none',
    // The line itself, light between two dark edges: visible on any scene.
    '::before': {
      content: '""',
      position: 'absolute',
      top: 0,
      bottom: 0,
      left: '50%',
      width: '2px',
      marginLeft: '-1px',
      backgroundColor: '#fff',
      boxShadow: '0 0 0 1px rgb(0 0 0 / 45%)',
    },
    [HIGH_CONTRAST]: { '::before': { backgroundColor: 'CanvasText' } },
  },
  handle: {
    position: 'absolute',
    top: '50%',
    left: 0,
    width: `${HANDLE_PX}px`,
    height: `${HANDLE_PX}px`,
    marginTop: `${-HANDLE_PX / 2}px`,
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: tokens.borderRadiusCircular,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow4,
    ':is(:focus-visible > *)': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
});

const STEP = 0.01;
const BIG_STEP = 0.1;

/** Where a key moves the divider; undefined for keys that do not. */
function moved({ key, shiftKey }: KeyboardEvent, position: number): number | undefined {
  const step = shiftKey ? BIG_STEP : STEP;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return position - step;
    case 'ArrowRight':
    case 'ArrowUp':
      return position + step;
    case 'PageDown':
      return position - BIG_STEP;
    case 'PageUp':
      return position + BIG_STEP;
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return undefined;
  }
}

interface WipeDividerProps {
  readonly asset: GeneratedAsset;
  readonly rect: ViewRect;
  /** Escape was pressed. */
  readonly onEnd: () => void;
}

/** The line between the two versions of a wipe: dragged by the pointer or moved by keys; each side has its label. */
export const WipeDivider: FunctionComponent<WipeDividerProps> = ({ asset, rect, onEnd }) => {
  const classes = useStyles();
  const snapshot = useSnapshot(asset);
  const texts = sideTexts(snapshot);
  if (!texts || snapshot.comparison?.mode !== 'wipe') return null;
  const { position } = snapshot.comparison;
  const move = (to: number) => {
    const { comparison } = asset.getSnapshot();
    const next = Math.min(1, Math.max(0, to));
    // It fails when the compared version is removed at the same moment: then the comparison has ended.
    if (comparison) asset.compareAsync({ ...comparison, position: next }).catch(() => undefined);
  };
  const follow = (event: PointerEvent<HTMLElement>) => {
    const view = event.currentTarget.parentElement?.getBoundingClientRect();
    if (view && event.currentTarget.hasPointerCapture(event.pointerId))
      move((event.clientX - view.left) / view.width);
  };
  const percent = Math.round(position * 100);
  return (
    <>
      <div
        className={mergeClasses(classes.side, classes.left)}
        style={{ left: 0, width: position * rect.width }}
      >
        <Caption1 className={classes.label}>{texts.compared}</Caption1>
      </div>
      <div className={classes.side} style={{ left: position * rect.width, right: 0 }}>
        <Caption1 className={classes.label}>{texts.shown}</Caption1>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot have a handle */}
      <div
        role="separator"
        tabIndex={0}
        aria-label="Comparison divider"
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent} %. Left: ${texts.compared}. Right: ${texts.shown}`}
        title="Drag to compare. Escape ends the comparison."
        className={classes.divider}
        style={{ left: position * rect.width }}
        onPointerDown={(event) => {
          if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={follow}
        onKeyDown={(event) => {
          const to = moved(event, position);
          if (to !== undefined) move(to);
          else if (event.key === 'Escape') onEnd();
          else return;
          event.preventDefault();
        }}
      >
        <span className={classes.handle}>
          <svg width="18" height="10" viewBox="0 0 18 10" aria-hidden="true">
            <path d="M5 1 1 5l4 4M13 1l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          </svg>
        </span>
      </div>
    </>
  );
};
