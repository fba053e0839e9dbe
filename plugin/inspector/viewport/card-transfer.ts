/** What is dragged from a card of the pane. */
export type DraggedCard =
  | { readonly kind: 'master'; readonly hash: string }
  | { readonly kind: 'version'; readonly assetId: string; readonly versionId: string };

export function writeCard(transfer: DataTransfer, card: DraggedCard): void {
  transfer.setData('application/x-stub', JSON.stringify(card));
}
