import { Button } from '@babylonjs/inspector';
import { ArrowDownloadRegular, DeleteRegular } from '@fluentui/react-icons';
import type { FunctionComponent, RefObject } from 'react';
import type { MasterRecord } from '../../storage/contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { downloadGlb, libraryFileName } from '../shared/download.ts';

interface MasterActionsProps {
  readonly controller: PaneController;
  readonly master: MasterRecord;
  readonly name: string;
  readonly deleteButton: RefObject<HTMLButtonElement | null>;
  readonly onDelete: () => void;
}

/** Buttons for one stored master. */
export const MasterActions: FunctionComponent<MasterActionsProps> = (props) => {
  const { controller, master, name, deleteButton, onDelete } = props;
  const { library } = controller;
  const isBusy = useSnapshot(library).busy.has(master.hash);
  const save = async (document: Document) => {
    const glb = await library.read(master);
    if (glb) downloadGlb(document, libraryFileName(name, master.hash), glb);
  };
  return (
    <>
      <Button
        title={`Export ${name} as GLB`}
        appearance="subtle"
        icon={ArrowDownloadRegular}
        disabled={isBusy}
        onClick={(event) => event && save(event.currentTarget.ownerDocument)}
      />
      <Button
        ref={deleteButton}
        title={`Delete ${name}…`}
        appearance="subtle"
        icon={DeleteRegular}
        disabled={isBusy}
        onClick={onDelete}
      />
    </>
  );
};
