/** A card of the pane that is dragged onto the viewport. */
export type DraggedCard =
  | { readonly kind: 'master'; readonly hash: string }
  | { readonly kind: 'version'; readonly assetId: string; readonly versionId: string };

/** Lower case: a browser changes the case of other names. */
const CARD_TYPE = 'application/x-image-to-3d-card';

/** Makes a drag carry a card. */
export function writeCard(transfer: DataTransfer, card: DraggedCard): void {
  transfer.setData(CARD_TYPE, JSON.stringify(card));
  transfer.effectAllowed = 'copy';
}

/** Whether a drag carries a card; until the drop, a browser hides which one. */
export function hasCard({ types }: Pick<DataTransfer, 'types'>): boolean {
  return types.includes(CARD_TYPE);
}

/** The card of a drop; undefined when there is none, or when it was not written by {@link writeCard}. */
export function readCard(transfer: DataTransfer): DraggedCard | undefined {
  let found: unknown;
  try {
    found = JSON.parse(transfer.getData(CARD_TYPE));
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const { kind, hash, assetId, versionId } = found as Record<string, unknown>;
  if (kind === 'master' && typeof hash === 'string') return { kind, hash };
  if (kind === 'version' && typeof assetId === 'string' && typeof versionId === 'string')
    return { kind, assetId, versionId };
  return undefined;
}
