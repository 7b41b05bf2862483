package dev.cornet.samples;

import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;

/** Generated pictures for the samples: one bright shape on a spotted background, with random position, rotation and colour. */
final class ShapePictures {
    /** The names of the shapes, by index. */
    static final List<String> KINDS = List.of("disc", "square", "triangle", "cross", "star", "ring");

    private final Random random;
    private final int side;

    /** Creates a generator of pictures with {@code side} × {@code side} pixels, determined by the seed. */
    ShapePictures(int side, long seed) {
        this.side = side;
        random = new Random(seed);
    }

    /** Draws a picture of the shape with this index: (side, side, 3), values 0 … 255. */
    Tensor draw(int kind) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(color(0.1f, 0.4f));
        g.fillRect(0, 0, side, side);
        for (int spot = 0; spot < side; spot++) {
            g.setColor(color(0.1f, 0.5f));
            g.fillRect(random.nextInt(side), random.nextInt(side), 1 + random.nextInt(4), 1 + random.nextInt(4));
        }
        double radius = side * (0.16 + 0.06 * random.nextDouble());
        AffineTransform place = AffineTransform.getTranslateInstance(
                radius + random.nextDouble() * (side - 2 * radius), radius + random.nextDouble() * (side - 2 * radius));
        place.rotate(2 * Math.PI * random.nextDouble());
        place.scale(radius, radius);
        g.setColor(color(0.75f, 1));
        g.fill(place.createTransformedShape(figure(KINDS.get(kind))));
        g.dispose();
        return Images.imgToArray(picture);
    }

    /** Draws n pictures of these shapes in turn: (n, side, side, 3), values 0 … 1. */
    Tensor draw(int n, int... kinds) {
        Tensor all = Tensor.zeros(n, side, side, 3);
        for (int i = 0; i < n; i++) {
            Tensor one = draw(kinds[i % kinds.length]);
            for (int j = 0; j < one.size(); j++) {
                all.data()[i * one.size() + j] = one.data()[one.offset() + j] / 255;
            }
        }
        return all;
    }

    private Color color(float dark, float bright) {
        return Color.getHSBColor(
                random.nextFloat(), 0.6f * random.nextFloat(), dark + (bright - dark) * random.nextFloat());
    }

    /** The outline of a shape, with coordinates in −1 … 1. */
    private static Shape figure(String kind) {
        return switch (kind) {
            case "disc" -> new Ellipse2D.Double(-0.8, -0.8, 1.6, 1.6);
            case "square" -> new Rectangle2D.Double(-0.75, -0.75, 1.5, 1.5);
            case "triangle" -> star(3, 0.5);
            case "cross" -> star(4, 0.25);
            case "star" -> star(5, 0.45);
            default -> new BasicStroke(0.4f).createStrokedShape(new Ellipse2D.Double(-0.7, -0.7, 1.4, 1.4));
        };
    }

    /** A star with {@code points} tips on the unit circle and as many inner corners at the radius {@code inner}. */
    private static Shape star(int points, double inner) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < 2 * points; i++) {
            double r = i % 2 == 0 ? 1 : inner;
            double angle = Math.PI * i / points;
            if (i == 0) {
                path.moveTo(r, 0);
            } else {
                path.lineTo(r * Math.cos(angle), r * Math.sin(angle));
            }
        }
        path.closePath();
        return path;
    }
}
