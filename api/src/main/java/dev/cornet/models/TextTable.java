package dev.cornet.models;

import dev.cornet.console.PrintableText;
import java.util.ArrayList;
import java.util.List;

/** A text table with wrapped cells and borders of box-drawing or ASCII characters. */
final class TextTable {
    private final int[] widths;
    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param widths the widths of the columns, including a space on each side of the text */
    TextTable(int[] widths, List<String> headers) {
        this.widths = widths;
        this.headers = headers;
    }

    /** Adds a row. Control characters are escaped, because names may come from files. */
    void add(List<String> row) {
        rows.add(row.stream().map(PrintableText::escape).toList());
    }

    String draw(boolean drawsBoxes) {
        StringBuilder text = new StringBuilder();
        text.append(rule(drawsBoxes ? "┏━┳┓" : "+-++"));
        line(text, headers, drawsBoxes ? "┃" : "|", true);
        text.append(rule(drawsBoxes ? "┡━╇┩" : "+=++"));
        for (int r = 0; r < rows.size(); r++) {
            line(text, rows.get(r), drawsBoxes ? "│" : "|", false);
            if (r < rows.size() - 1) {
                text.append(rule(drawsBoxes ? "├─┼┤" : "+-++"));
            }
        }
        return text.append(rule(drawsBoxes ? "└─┴┘" : "+-++")).toString();
    }

    private String rule(String marks) {
        StringBuilder rule = new StringBuilder().append(marks.charAt(0));
        for (int i = 0; i < widths.length; i++) {
            rule.append(String.valueOf(marks.charAt(1)).repeat(widths[i]));
            rule.append(i < widths.length - 1 ? marks.charAt(2) : marks.charAt(3));
        }
        return rule.append('\n').toString();
    }

    private void line(StringBuilder text, List<String> cells, String bar, boolean isHeader) {
        List<List<String>> wrapped = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            int width = widths[i] - 2;
            List<String> lines = wrap(cells.get(i), width);
            wrapped.add(lines);
            height = Math.max(height, lines.size());
        }
        for (int h = 0; h < height; h++) {
            text.append(bar);
            for (int i = 0; i < widths.length; i++) {
                List<String> lines = wrapped.get(i);
                int at = isHeader ? h - (height - lines.size()) : h; // header text is aligned at the bottom
                String cell = at >= 0 && at < lines.size() ? lines.get(at) : "";
                text.append(' ')
                        .append(align(cell, widths[i] - 2, headers.get(i)))
                        .append(' ')
                        .append(bar);
            }
            text.append('\n');
        }
    }

    private static String align(String cell, int width, String header) {
        int blank = Math.max(0, width - cell.length());
        int left = header.equals("Param #") ? blank : header.equals("Trainable") ? blank / 2 : 0;
        return " ".repeat(left) + cell + " ".repeat(blank - left);
    }

    private static String truncate(String cell, int width) {
        return cell.length() <= width ? cell : width < 1 ? "" : cell.substring(0, width - 1) + "…";
    }

    /** Breaks the text at blanks; words that are too long are truncated. */
    private static List<String> wrap(String cell, int width) {
        List<String> lines = new ArrayList<>();
        String rest = cell;
        while (rest.length() > width) {
            int at = rest.lastIndexOf(' ', width);
            if (at < 0 || rest.substring(0, at).isBlank()) {
                at = rest.indexOf(' ', width);
            }
            if (at < 0) {
                break;
            }
            lines.add(truncate(rest.substring(0, at).stripTrailing(), width));
            rest = rest.substring(at).stripLeading();
        }
        lines.add(truncate(rest, width));
        return lines;
    }
}
