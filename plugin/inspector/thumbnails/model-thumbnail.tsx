import { type FunctionComponent, type RefObject, useEffect, useRef, useState } from 'react';
import type { AssetVersion } from '../../asset/contract.ts';
import type { PreparedImage } from '../../recipe/image.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { ImageTile, type ImageTileProps } from './thumbnail.tsx';
import { useThumbnailUrl } from './use-thumbnail-url.ts';

/** Whether an element has been in view. */
function useIsSeen(ref: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    const page = ref.current?.ownerDocument.defaultView;
    if (!ref.current || !page || isSeen) return undefined;
    // The page's own: the pane may be in a window of its own.
    const observer = new (page as typeof globalThis & Window).IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true);
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref, isSeen]);
  return isSeen;
}

interface ModelThumbnailProps extends Omit<ImageTileProps, 'src'> {
  readonly controller: PaneController;
  /** Equal for equal files. */
  readonly fileKey: string;
  readonly loadGlb: () => Promise<Uint8Array<ArrayBuffer>>;
  /** URL of the image that is shown until the model is drawn, and when it cannot be drawn. */
  readonly meanwhile: string | undefined;
}

/** A model, drawn small. */
export const ModelThumbnail: FunctionComponent<ModelThumbnailProps> = (props) => {
  const { controller, fileKey, loadGlb, meanwhile, ...tile } = props;
  const tileRef = useRef<HTMLDivElement>(null);
  // A model may be large: only what is looked at is loaded and drawn.
  const isSeen = useIsSeen(tileRef);
  const key = isSeen ? `model ${fileKey}` : undefined;
  const url = useThumbnailUrl(controller.thumbnails, key, async () =>
    controller.generator.renderThumbnailAsync(await loadGlb()),
  );
  return <ImageTile src={url ?? meanwhile} tileRef={tileRef} {...tile} />;
};

interface VersionThumbnailProps extends Omit<ImageTileProps, 'src'> {
  readonly controller: PaneController;
  readonly assetId: string;
  /** The source image. */
  readonly image: PreparedImage | undefined;
  /** Undefined: the source image is shown. */
  readonly version: AssetVersion | undefined;
}

/** A version as it is shown in the scene, drawn small. */
export const VersionThumbnail: FunctionComponent<VersionThumbnailProps> = (props) => {
  const { controller, assetId, image, version, ...tile } = props;
  const meanwhile = image && controller.thumbnails.urlOf(image);
  if (!version) return <ImageTile src={meanwhile} {...tile} />;
  const { id, fit, master, libraryHash } = version;
  return (
    <ModelThumbnail
      controller={controller}
      fileKey={fit ? `${assetId} ${id} ${fit.id}` : (libraryHash ?? `${assetId} ${id}`)}
      loadGlb={async () => fit?.glb ?? master}
      meanwhile={meanwhile}
      {...tile}
    />
  );
};
