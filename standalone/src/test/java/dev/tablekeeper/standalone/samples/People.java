package dev.tablekeeper.standalone.samples;

import java.util.List;
import java.util.Random;

/** Invented names, and the ways in which names are hard on CSV. */
final class People {
    private static final List<String> GIVEN = List.of(
            "Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ingrid", "João", "Kofi", "Léa",
            "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Søren", "Tomáš", "Ulla", "Violeta", "Wanda",
            "Ximena", "Yusuf", "Zoë", "花子", "Ольга");
    private static final List<String> FAMILY = List.of(
            "Abbott",
            "Bergström",
            "Castaño",
            "D'Amico",
            "Eriksen",
            "Fuentes",
            "Grünwald",
            "Hoang",
            "Ivanova",
            "Jensen",
            "Kowalski",
            "Lindqvist",
            "Muñoz",
            "Nguyễn",
            "O'Hara",
            "Papadopoulos",
            "Quispe",
            "Rossi",
            "Šimić",
            "Tanaka",
            "Ueda",
            "Villalobos",
            "Weiß",
            "Yılmaz",
            "Zapata",
            "山田");

    private final Random random;

    People(Random random) {
        this.random = random;
    }

    /** A plain name. */
    String plain() {
        return GIVEN.get(random.nextInt(GIVEN.size())) + " " + FAMILY.get(random.nextInt(FAMILY.size()));
    }

    /** Mostly a plain name; now and then one with a comma, a semicolon, quotes or a line end in it. */
    String any() {
        String name = plain();
        return switch (random.nextInt(40)) {
            case 0 -> FAMILY.get(random.nextInt(FAMILY.size())) + ", " + GIVEN.get(random.nextInt(GIVEN.size()));
            case 1 -> name.replaceFirst(" ", " \"" + GIVEN.get(random.nextInt(GIVEN.size())) + "\" ");
            case 2 -> name + "; Jr.";
            case 3 -> random.nextBoolean() ? name.replaceFirst(" ", "\n") : name;
            default -> name;
        };
    }
}
