import { useToast } from '@babylonjs/inspector';
import { type FunctionComponent, useEffect, useRef } from 'react';
import type { Subscribable } from '../../core/subscribable.ts';
import type { Notice } from './notice.ts';

/** Shows notices as the Inspector's toasts; only a component can do that. */
export const Toasts: FunctionComponent<{ notices: Subscribable<Notice | undefined> }> = ({ notices }) => {
  const { showToast } = useToast();
  const show = useRef(showToast);
  useEffect(() => {
    show.current = showToast;
  }, [showToast]);
  useEffect(
    () =>
      notices.subscribe(() => {
        const notice = notices.getSnapshot();
        if (notice) show.current(notice.text, { intent: notice.intent });
      }),
    [notices],
  );
  return null;
};
