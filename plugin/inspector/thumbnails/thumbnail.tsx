import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent, RefObject } from 'react';
import type { PreparedImage } from '../../recipe/image.ts';
import type { Thumbnails } from './thumbnails.ts';

const useStyles = makeStyles({
  // The checkerboard is visible where the image is transparent.
  board: {
    flexShrink: 0,
    overflow: 'hidden',
    borderRadius: tokens.borderRadiusMedium,
    outline: `1px solid ${tokens.colorNeutralStroke2}`,
    outlineOffset: '-1px',
    backgroundColor: tokens.colorNeutralBackground1,
    backgroundImage: `repeating-conic-gradient(${tokens.colorNeutralBackground5} 0% 25%, transparent 0% 50%)`,
    backgroundSize: '12px 12px',
  },
  image: { display: 'block', width: '100%', height: '100%', objectFit: 'contain' },
  tiny: { width: '20px', height: '20px', backgroundSize: '6px 6px' },
  small: { width: '32px', height: '32px' },
  medium: { width: '40px', height: '40px' },
  start: { width: '56px', height: '56px' },
});

export interface ImageTileProps {
  /** URL of the image; undefined shows the empty checkerboard. */
  readonly src: string | undefined;
  readonly size: 'tiny' | 'small' | 'medium' | 'start';
  /** Empty if the name is shown next to it. */
  readonly alt?: string;
  readonly tileRef?: RefObject<HTMLDivElement | null>;
}

/** An image on a checkerboard. */
export const ImageTile: FunctionComponent<ImageTileProps> = ({ src, size, alt = '', tileRef }) => {
  const classes = useStyles();
  return (
    <div className={mergeClasses(classes.board, classes[size])} {...(tileRef ? { ref: tileRef } : {})}>
      {src !== undefined && <img className={classes.image} src={src} alt={alt} draggable={false} />}
    </div>
  );
};

interface ThumbnailProps extends Omit<ImageTileProps, 'src'> {
  readonly image: PreparedImage | undefined;
  readonly thumbnails: Thumbnails;
}

/** The source image of an asset. */
export const Thumbnail: FunctionComponent<ThumbnailProps> = ({ image, thumbnails, ...rest }) => (
  <ImageTile src={image && thumbnails.urlOf(image)} {...rest} />
);
