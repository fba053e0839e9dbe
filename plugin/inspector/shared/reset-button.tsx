import { Button } from '@babylonjs/inspector';
import { ArrowResetRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { useLineStyles } from './styles.ts';

interface ResetButtonProps {
  /** Label of what is reset. */
  readonly name: string;
  readonly isDefault: boolean;
  readonly onReset: () => void;
}

/** Resets one value to its default. The space stays when there is nothing to reset, so that lines stay aligned. */
export const ResetButton: FunctionComponent<ResetButtonProps> = ({ name, isDefault, onReset }) => {
  const lines = useLineStyles();
  return (
    <span className={lines.resetSlot}>
      {!isDefault && (
        <Button
          title={`Reset ${name} to its default`}
          appearance="transparent"
          icon={ArrowResetRegular}
          onClick={onReset}
        />
      )}
    </span>
  );
};
