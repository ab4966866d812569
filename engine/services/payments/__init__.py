"""What is done with orders and money: ordered, asked for, seen, booked, granted, sent back, compared."""
