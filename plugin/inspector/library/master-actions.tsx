import { Button } from '@babylonjs/inspector';
import { AddRegular, ArrowDownloadRegular, DeleteRegular } from '@fluentui/react-icons';
import { type FunctionComponent, useRef, useState } from 'react';
import type { MasterRecord } from '../../storage/contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { downloadGlb, libraryFileName } from '../shared/download.ts';
import { Question } from '../shared/question.tsx';
import { useLineStyles } from '../shared/styles.ts';
import { deletionText } from './library-text.ts';

interface MasterActionsProps {
  readonly controller: PaneController;
  readonly master: MasterRecord;
  readonly name: string;
  readonly onRowRemoved: () => void;
}

/** Buttons for one stored master. */
export const MasterActions: FunctionComponent<MasterActionsProps> = ({
  controller,
  master,
  name,
  onRowRemoved,
}) => {
  const lines = useLineStyles();
  const { library } = controller;
  const { busy } = useSnapshot(library);
  const [isConfirming, setIsConfirming] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const isBusy = busy.has(master.hash);
  const save = async (document: Document) => {
    const glb = await library.read(master);
    if (glb) downloadGlb(document, libraryFileName(name, master.hash), glb);
  };
  return (
    <>
      <div className={lines.row}>
        <Button
          appearance="secondary"
          label="Place"
          title={`Add ${name} to the scene: free`}
          icon={AddRegular}
          disabled={isBusy}
          onClick={() => library.place(master)}
        />
        <Button
          title={`Export ${name} as GLB`}
          appearance="subtle"
          icon={ArrowDownloadRegular}
          disabled={isBusy}
          onClick={(event) => event && save(event.currentTarget.ownerDocument)}
        />
        <Button
          ref={trigger}
          title={`Delete ${name}…`}
          appearance="subtle"
          icon={DeleteRegular}
          disabled={isBusy}
          onClick={() => setIsConfirming(true)}
        />
      </div>
      {isConfirming && (
        <Question
          text={deletionText(master)}
          yes="Delete"
          no="Keep"
          onYes={() => {
            setIsConfirming(false);
            onRowRemoved();
            void library.remove(master);
          }}
          onNo={() => setIsConfirming(false)}
          trigger={trigger}
        />
      )}
    </>
  );
};
