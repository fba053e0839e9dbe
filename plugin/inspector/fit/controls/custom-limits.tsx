import { SpinButton } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { MAX_CUSTOM_BYTES } from '../fit-settings.ts';
import type { FitPartProps } from '../use-fit.ts';

const MEGABYTE = 1e6;
const MEBIBYTE = 2 ** 20;

/** The user's own limits for file size and GPU memory; 0: no limit. */
export const CustomLimits: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, settings, isLocked } = view;
  const lines = useLineStyles();
  const field = { className: lines.field, min: 0, step: 0.1, disabled: isLocked };
  return (
    <>
      <NamedLine label="File limit" uniqueId="fileLimit" description="Largest file. 0: no limit.">
        <SpinButton
          {...field}
          max={MAX_CUSTOM_BYTES / MEGABYTE}
          unit="MB"
          value={settings.customFileBytes / MEGABYTE}
          onChange={(megabytes) => fit.refit({ customFileBytes: Math.round(megabytes * MEGABYTE) })}
        />
      </NamedLine>
      <NamedLine
        label="GPU limit"
        uniqueId="gpuLimit"
        description="Buffers and textures with mips in GPU memory. 0: no limit."
      >
        <SpinButton
          {...field}
          max={MAX_CUSTOM_BYTES / MEBIBYTE}
          unit="MiB"
          value={settings.customGpuBytes / MEBIBYTE}
          onChange={(mebibytes) => fit.refit({ customGpuBytes: Math.round(mebibytes * MEBIBYTE) })}
        />
      </NamedLine>
    </>
  );
};
