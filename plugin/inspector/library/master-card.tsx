import { type FunctionComponent, useRef, useState } from 'react';
import type { MasterRecord } from '../../storage/contract.ts';
import { Card } from '../cards/card.tsx';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { nameText } from '../run/run-text.ts';
import { Question } from '../shared/question.tsx';
import { ModelThumbnail } from '../thumbnails/model-thumbnail.tsx';
import { useThumbnailUrl } from '../thumbnails/use-thumbnail-url.ts';
import { writeCard } from '../viewport/card-transfer.ts';
import { deletionText, masterOriginText, masterText } from './library-text.ts';
import { MasterActions } from './master-actions.tsx';

interface MasterCardProps {
  readonly controller: PaneController;
  readonly master: MasterRecord;
  /** Called before the card that has the focus is removed. */
  readonly onCardRemoved: () => void;
}

/** One stored master: what it looks like, measured numbers, origin and buttons. */
export const MasterCard: FunctionComponent<MasterCardProps> = ({ controller, master, onCardRemoved }) => {
  const { thumbnails, generator, library } = controller;
  const { busy } = useSnapshot(library);
  const { hash, imageHash } = master;
  const image = useThumbnailUrl(thumbnails, imageHash, () => generator.library.readImageAsync(imageHash));
  const name = nameText(master.imageName);
  const [isConfirming, setIsConfirming] = useState(false);
  const deleteButton = useRef<HTMLButtonElement>(null);
  return (
    <Card
      name={name}
      thumbnail={
        <ModelThumbnail
          controller={controller}
          fileKey={hash}
          // Being looked at is no use.
          loadGlb={() => generator.library.readAsync(hash, { touch: false })}
          meanwhile={image}
          size="start"
        />
      }
      facts={[masterText(master), masterOriginText(master, controller.providers)]}
      action={`Place ${name} in the scene: free`}
      isDisabled={busy.has(hash)}
      onPress={() => void library.place(master)}
      onDragStart={(transfer) => writeCard(transfer, { kind: 'master', hash })}
      actions={
        <MasterActions
          controller={controller}
          master={master}
          name={name}
          deleteButton={deleteButton}
          onDelete={() => setIsConfirming(true)}
        />
      }
    >
      {isConfirming && (
        <Question
          text={deletionText(master)}
          yes="Delete"
          no="Keep"
          onYes={() => {
            setIsConfirming(false);
            onCardRemoved();
            void library.remove(master);
          }}
          onNo={() => setIsConfirming(false)}
          trigger={deleteButton}
        />
      )}
    </Card>
  );
};
