package dev.cornet.models;

import dev.cornet.console.Printable;
import java.util.ArrayList;
import java.util.List;

/** A table with borders in box-drawing characters, or in ASCII, whose cells wrap. */
final class TextTable {
    private final int[] widths;
    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    /** Widths count a space at each side of the text. */
    TextTable(int[] widths, List<String> heads) {
        this.widths = widths;
        this.heads = heads;
    }

    /** Names may come from files: their control characters are written as numbers. */
    void add(List<String> row) {
        rows.add(row.stream().map(Printable::of).toList());
    }

    String draw(boolean boxes) {
        StringBuilder text = new StringBuilder();
        text.append(rule(boxes ? "┏━┳┓" : "+-++"));
        line(text, heads, boxes ? "┃" : "|", true);
        text.append(rule(boxes ? "┡━╇┩" : "+=++"));
        for (int r = 0; r < rows.size(); r++) {
            line(text, rows.get(r), boxes ? "│" : "|", false);
            if (r < rows.size() - 1) {
                text.append(rule(boxes ? "├─┼┤" : "+-++"));
            }
        }
        return text.append(rule(boxes ? "└─┴┘" : "+-++")).toString();
    }

    private String rule(String marks) {
        StringBuilder rule = new StringBuilder().append(marks.charAt(0));
        for (int i = 0; i < widths.length; i++) {
            rule.append(String.valueOf(marks.charAt(1)).repeat(widths[i]));
            rule.append(i < widths.length - 1 ? marks.charAt(2) : marks.charAt(3));
        }
        return rule.append('\n').toString();
    }

    private void line(StringBuilder text, List<String> cells, String bar, boolean head) {
        List<List<String>> wrapped = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            int room = widths[i] - 2;
            List<String> lines = wrap(cells.get(i), room);
            wrapped.add(lines);
            height = Math.max(height, lines.size());
        }
        for (int h = 0; h < height; h++) {
            text.append(bar);
            for (int i = 0; i < widths.length; i++) {
                List<String> lines = wrapped.get(i);
                int at = head ? h - (height - lines.size()) : h; // heads stand at the bottom
                String cell = at >= 0 && at < lines.size() ? lines.get(at) : "";
                text.append(' ')
                        .append(align(cell, widths[i] - 2, heads.get(i)))
                        .append(' ')
                        .append(bar);
            }
            text.append('\n');
        }
    }

    private static String align(String cell, int room, String head) {
        int blank = Math.max(0, room - cell.length());
        int before = head.equals("Param #") ? blank : head.equals("Trainable") ? blank / 2 : 0;
        return " ".repeat(before) + cell + " ".repeat(blank - before);
    }

    private static String cut(String cell, int room) {
        return cell.length() <= room ? cell : room < 1 ? "" : cell.substring(0, room - 1) + "…";
    }

    /** Breaks at blanks; words that are too long are cut. */
    private static List<String> wrap(String cell, int room) {
        List<String> lines = new ArrayList<>();
        String rest = cell;
        while (rest.length() > room) {
            int at = rest.lastIndexOf(' ', room);
            if (at < 0 || rest.substring(0, at).isBlank()) {
                at = rest.indexOf(' ', room);
            }
            if (at < 0) {
                break;
            }
            lines.add(cut(rest.substring(0, at).stripTrailing(), room));
            rest = rest.substring(at).stripLeading();
        }
        lines.add(cut(rest, room));
        return lines;
    }
}
