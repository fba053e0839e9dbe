/** Key of the side pane: the value of its tab, and the key under which the Inspector stores its position. */
export const PANE_KEY = 'Generate From Image';
/** Title of the side pane. */
export const PANE_TITLE = 'Generate from image';
/** Section of the Properties pane. */
export const SECTION = 'Generated';
