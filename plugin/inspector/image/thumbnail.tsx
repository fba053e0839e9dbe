import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { PreparedImage } from '../../recipe/image.ts';
import type { Thumbnails } from './thumbnails.ts';

const useStyles = makeStyles({
  // The board shows through where the picture is transparent.
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
  small: { width: '32px', height: '32px' },
  medium: { width: '40px', height: '40px' },
  large: { width: '72px', height: '72px' },
});

interface ImageTileProps {
  /** Address of the picture; the bare board while there is none. */
  readonly src: string | undefined;
  readonly size: 'small' | 'medium' | 'large';
  /** Empty where the name stands beside it. */
  readonly alt?: string;
}

/** A picture on a checkerboard. */
export const ImageTile: FunctionComponent<ImageTileProps> = ({ src, size, alt = '' }) => {
  const classes = useStyles();
  return (
    <div className={mergeClasses(classes.board, classes[size])}>
      {src !== undefined && <img className={classes.image} src={src} alt={alt} draggable={false} />}
    </div>
  );
};

interface ThumbnailProps extends Omit<ImageTileProps, 'src'> {
  readonly image: PreparedImage | undefined;
  readonly thumbnails: Thumbnails;
}

/** The picture that an asset was made from. */
export const Thumbnail: FunctionComponent<ThumbnailProps> = ({ image, thumbnails, ...rest }) => (
  <ImageTile src={image && thumbnails.urlOf(image)} {...rest} />
);
