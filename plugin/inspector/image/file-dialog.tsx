import { makeStyles } from '@fluentui/react-components';
import { type ChangeEvent, type ReactElement, useRef } from 'react';

const useStyles = makeStyles({ input: { display: 'none' } });

/** The browser's dialog for images and GLBs, one or several. Render `input` once; `open` shows the dialog. */
export function useFileDialog(onFiles: (files: readonly File[]) => void): {
  readonly open: () => void;
  readonly input: ReactElement;
} {
  const classes = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const changed = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    if (files.length > 0) onFiles(files);
    event.target.value = '';
  };
  return {
    open: () => input.current?.click(),
    input: (
      <input
        ref={input}
        className={classes.input}
        type="file"
        multiple
        accept="image/*,.glb,model/gltf-binary"
        tabIndex={-1}
        aria-label="Image or GLB files"
        onChange={changed}
      />
    ),
  };
}
