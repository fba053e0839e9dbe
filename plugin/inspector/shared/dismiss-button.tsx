import { Button } from '@babylonjs/inspector';
import { DismissRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';

/** Closes a message. */
export const DismissButton: FunctionComponent<{ onClick: () => void }> = ({ onClick }) => (
  <Button title="Dismiss" appearance="transparent" icon={DismissRegular} onClick={onClick} />
);
