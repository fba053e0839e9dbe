import { Button } from '@babylonjs/inspector';
import { ArrowResetRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { useLineStyles } from './styles.ts';

interface ResetButtonProps {
  /** What is reset, as its label says. */
  readonly name: string;
  readonly isDefault: boolean;
  readonly onReset: () => void;
}

/** Takes one value back to its default. The slot stays when there is nothing to reset, so that lines keep in step. */
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
